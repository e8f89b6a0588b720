const again = 10_000;

/**
 * Begins the page anew with what the server has now, once there is a server: a browser that loads a page from nowhere shows its own
 * error and stays there, and nobody stands by a device to touch it. Returns what calls it off.
 */
export function renew(wait: number): () => void {
  let timer = setTimeout(attempt, wait);
  let off = false;
  async function attempt(): Promise<void> {
    const there = await fetch(location.href, { method: "HEAD", cache: "no-store" }).then((answer) => answer.ok).catch(() => false);
    if (off) return;
    if (there) location.reload();
    else timer = setTimeout(attempt, again);
  }
  return () => {
    off = true;
    clearTimeout(timer);
  };
}

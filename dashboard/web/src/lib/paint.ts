/** How long a paint is waited for: a tab in the background is not painted at all, ms. */
const unpainted = 200;

/** Runs something as soon as the next picture has been painted. Returns how to give it up before. */
export function afterPaint(run: () => void): () => void {
  let timer = setTimeout(run, unpainted);
  const frame = requestAnimationFrame(() => {
    clearTimeout(timer);
    timer = setTimeout(run);
  });
  return () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
}

/** Runs something when there is nothing else to do, after so many ms in any case. Returns how to give it up before. */
export function whenIdle(run: () => void, patience: number): () => void {
  if (!("requestIdleCallback" in window)) {
    const timer = setTimeout(run, patience); // Safari
    return () => clearTimeout(timer);
  }
  const id = requestIdleCallback(run, { timeout: patience });
  return () => cancelIdleCallback(id);
}

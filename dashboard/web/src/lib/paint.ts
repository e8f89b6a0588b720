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

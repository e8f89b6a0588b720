/** What is to be seen of something taller than its window, in pixels. */
interface Seen {
  top: number;
  height: number;
  whole: number;
}

/** How much of the page before stays in sight, so that nobody loses their place. */
const overlap = 0.15;
/** Browsers round: what misses by so little is not missing. */
const slack = 2;

/** The pages by which something tall is leafed through, and which of them is seen. */
export function pagesOf({ top, height, whole }: Seen): { count: number; at: number; step: number; above: boolean; below: boolean } {
  const step = Math.max(1, Math.floor(height * (1 - overlap)));
  const rest = whole - height;
  if (rest <= slack) return { count: 1, at: 1, step, above: false, below: false };
  const count = Math.ceil((rest - slack) / step) + 1;
  const below = rest - top > slack;
  return { count, at: below ? Math.min(count - 1, Math.round(top / step) + 1) : count, step, above: top > slack, below };
}

/** Counts as whole percents that add up to 100: what rounding down leaves goes to the largest remainders. All 0 of nothing. */
export function percents(counts: readonly number[]): number[] {
  const of = counts.reduce((sum, n) => sum + n, 0);
  if (of === 0) return counts.map(() => 0);
  const whole = counts.map((n) => Math.floor((100 * n) / of));
  const left = 100 - whole.reduce((sum, n) => sum + n, 0);
  const most = counts.map((n, i) => ({ i, rest: (100 * n) % of })).sort((a, b) => b.rest - a.rest || a.i - b.i);
  const more = new Set(most.slice(0, left).map(({ i }) => i));
  return whole.map((n, i) => (more.has(i) ? n + 1 : n));
}

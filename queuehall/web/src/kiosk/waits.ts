/** A range of waiting in whole minutes, as it is told: not more exact than it is known. Undefined when nothing is known. */
export function minutes(least: number | undefined, most: number | undefined): { from: number; to: number } | undefined {
  if (least === undefined || most === undefined) return undefined;
  const step = most > 3600 ? 10 : most > 900 ? 5 : 1;
  const from = Math.floor(least / 60 / step) * step;
  const to = Math.max(1, Math.ceil(most / 60 / step) * step);
  return { from, to };
}

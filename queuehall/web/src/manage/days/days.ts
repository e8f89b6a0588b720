import type { components } from "$consoles/lib/api/schema.gen";

export type DayView = components["schemas"]["DayView"];
export type Touched = components["schemas"]["TouchedBookings"];

/** A day that is the same in several halls is told of once. */
export interface Day {
  day: string;
  opens: string;
  closes: string;
  reason: Readonly<Record<string, string>>;
  branches: string[];
  by: string;
  off: number;
  told: number;
}

/** The days in their order; what is the same in several halls on the same day is one. */
export function grouped(list: readonly DayView[]): Day[] {
  const days = new Map<string, Day>();
  for (const d of list) {
    const key = JSON.stringify([d.day, d.opens, d.closes, d.reason.uk]);
    const known = days.get(key);
    if (known === undefined) {
      const { day, opens = "", closes = "", reason, branch, by, off, told } = d;
      days.set(key, { day, opens, closes, reason, branches: [branch], by, off, told });
    } else {
      known.branches.push(d.branch);
      known.off += d.off;
      known.told += d.told;
    }
  }
  return [...days.values()];
}

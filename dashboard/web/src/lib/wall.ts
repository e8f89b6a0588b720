import type { WallView } from "./api";

export type Load = WallView["total"];

/** The load of one executor or one district. */
export interface Share {
  id: string;
  load: Load;
}

const none: Load = { open: 0, unaccepted: 0, late: 0, soon: 0, sos: 0 };

/** Adds up the parts by one of their sides; whoever is late most comes first. */
export function shares(parts: WallView["parts"], side: "org" | "district"): Share[] {
  const by = new Map<string, Load>();
  for (const part of parts) {
    const id = part[side] ?? "";
    const sum = by.get(id) ?? none;
    by.set(id, {
      open: sum.open + part.load.open,
      unaccepted: sum.unaccepted + part.load.unaccepted,
      late: sum.late + part.load.late,
      soon: sum.soon + part.load.soon,
      sos: sum.sos + part.load.sos,
    });
  }
  return [...by]
    .map(([id, load]) => ({ id, load }))
    .sort((a, b) => b.load.late - a.load.late || b.load.open - a.load.open || (a.id < b.id ? -1 : 1));
}

/** A round number at or above the highest, at which a scale ends. */
export function ceiling(highest: number): number {
  if (highest <= 5) return 5;
  const power = 10 ** Math.floor(Math.log10(highest));
  return [1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10].map((step) => step * power).find((end) => end >= highest) ?? highest;
}

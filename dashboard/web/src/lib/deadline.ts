/** How pressing a deadline is: its colour and whether it is spoken of as late. */
export type Urgency = "calm" | "soon" | "late" | "done";

export interface Timing {
  due: string;
  /** When the clock began; without it only the last quarter of an hour is pressing. */
  start?: string | undefined;
  /** Set when the thing was done: the clock stands. */
  stopped?: string | null | undefined;
}

const minute = 60_000;
const lastMinutes = 15 * minute;

/** A deadline is pressing in the last fifth of its term, and in any case in its last quarter of an hour. */
export function urgency(timing: Timing, now: number): Urgency {
  if (timing.stopped) return "done";
  const left = Date.parse(timing.due) - now;
  if (left <= 0) return "late";
  if (left <= lastMinutes) return "soon";
  if (timing.start === undefined) return "calm";
  const term = Date.parse(timing.due) - Date.parse(timing.start);
  return left < term / 5 ? "soon" : "calm";
}

/** A length of time in at most two neighbouring units, the larger first. */
export type Span =
  | { unit: "days"; d: number; h: number }
  | { unit: "hours"; h: number; m: number }
  | { unit: "minutes"; m: number; s: number }
  | { unit: "seconds"; s: number };

/** Cuts milliseconds into what a person reads: the finer unit is left out where it means nothing. */
export function span(ms: number): Span {
  const total = Math.max(0, Math.floor(ms / 1000));
  const s = total % 60;
  const m = Math.floor(total / 60) % 60;
  const h = Math.floor(total / 3600) % 24;
  const d = Math.floor(total / 86_400);
  if (d > 0) return { unit: "days", d, h };
  if (h > 0) return { unit: "hours", h, m };
  if (m > 0) return { unit: "minutes", m, s };
  return { unit: "seconds", s };
}

/** How much of the term has passed, 0 to 1. */
export function passed(timing: Timing, now: number): number {
  if (timing.start === undefined) return 0;
  const start = Date.parse(timing.start);
  const term = Date.parse(timing.due) - start;
  if (term <= 0) return 1;
  return Math.min(1, Math.max(0, (now - start) / term));
}

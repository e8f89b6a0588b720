import type { ReportRow } from "$lib/api";

/** The parts of the agents' queue, in the order of the screen. */
export type Part = "mine" | "waiting" | "others" | "asked";
export const parts: readonly Part[] = ["mine", "waiting", "others", "asked"];

export type Queue = Record<Part, ReportRow[]>;

/** The part that an open report belongs to for this agent, undefined when nobody has to do anything about it. */
export function partOf(row: ReportRow, me: string): Part | undefined {
  switch (row.status) {
    case "waiting":
    case "call_back":
      return "waiting";
    case "claimed":
      return row.claimed_by === me ? "mine" : "others";
    case "worded":
      return "asked";
  }
  return undefined;
}

// Moments by their text: a queue of thousands compares each many times.
const moments = new Map<string, number>();

function moment(at: string): number {
  let known = moments.get(at);
  if (known === undefined) {
    known = Date.parse(at);
    if (moments.size > 20_000) moments.clear();
    moments.set(at, known);
  }
  return known;
}

/** How many reports wait for any agent. */
export function waitingOf(rows: Iterable<ReportRow>, me: string): number {
  let count = 0;
  for (const row of rows) if (partOf(row, me) === "waiting") count++;
  return count;
}

/** SOS first, then who has waited longest (MR-4.7). */
export function bySosAndAge(a: ReportRow, b: ReportRow): number {
  if (a.sos !== b.sos) return a.sos ? -1 : 1;
  return moment(a.received_at) - moment(b.received_at) || (a.id < b.id ? -1 : 1);
}

/** Sorts the open reports into the parts of the queue. */
export function sort(rows: Iterable<ReportRow>, me: string): Queue {
  const queue: Queue = { mine: [], waiting: [], others: [], asked: [] };
  for (const row of rows) {
    const part = partOf(row, me);
    if (part !== undefined) queue[part].push(row);
  }
  for (const part of parts) queue[part].sort(bySosAndAge);
  return queue;
}

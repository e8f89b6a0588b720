import type { Branch } from "./model";

/** How long before a branch closes its operators are told, minutes. */
const soon = 30;

/** How a branch's day ends for those who work there: closing soon, or closed already; undefined while neither matters. */
export type Closing = { is: "soon" | "over"; at: string | undefined };

/** What an operator for whom so many wait has to know of the end of the day. Once it is closed only who is left matters. */
export function closing(branch: Pick<Branch, "open" | "opens_at" | "closes_at" | "zone">, now: number, left: number): Closing | undefined {
  const at = branch.closes_at;
  if (!branch.open) return left > 0 ? { is: "over", at: at !== undefined && minutes(at) <= wall(branch.zone, now) ? at : undefined } : undefined;
  if (at === undefined || (branch.opens_at === "00:00" && at === "24:00")) return undefined;
  const until = minutes(at) - wall(branch.zone, now);
  return until > 0 && until <= soon ? { is: "soon", at } : undefined;
}

/** Minutes of a day until a clock shows a time, such as 17:00 or 24:00. */
function minutes(clock: string): number {
  const [hours = 0, rest = 0] = clock.split(":").map(Number);
  return hours * 60 + rest;
}

/** The same of the clock on a wall there. */
function wall(zone: string, now: number): number {
  return minutes(new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(now));
}

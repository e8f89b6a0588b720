import type { components } from "$consoles/lib/api/schema.gen";
import { type Ask, read as readResults } from "../results/ask";

export type Flag = components["schemas"]["FlagView"];
export type FlagList = components["schemas"]["FlagList"];
export type Kind = Flag["kind"];

export const kinds: readonly Kind[] = ["pressure", "fast_press", "short_service", "long_run"];

/** Which signs are asked for: what the address carries. */
export interface FlagAsk extends Pick<Ask, "from" | "until" | "branch"> {
  /** "" for all. */
  kind: Kind | "";
}

/** Reads what the address asks for; all of the last thirty days, where it says nothing. */
export function read(query: URLSearchParams, today: string): FlagAsk {
  const { from, until, branch } = readResults(query, today);
  return { from, until, branch, kind: kinds.find((kind) => kind === query.get("kind")) ?? "" };
}

/** The same as a query, without what is not asked. */
export function query(ask: FlagAsk): URLSearchParams {
  return new URLSearchParams(Object.entries(ask).filter(([, value]) => value !== ""));
}

/** The address of the signs behind a count of the results. */
export function behind({ from, until, branch }: Pick<Ask, "from" | "until" | "branch">): string {
  return `/hall/manage/flags?${query({ from, until, branch, kind: "" })}`;
}

import { Trouble } from "./api";

/** One field in which two states of a thing differ, as people read it. */
export interface Difference {
  label: string;
  mine: string;
  theirs: string;
}

/** What a refused save met: the thing as it is now, when the server sent it along. */
export function presentOf<T>(error: unknown): T | undefined {
  return error instanceof Trouble && error.code === "conflict" ? (error.problem?.present as T | undefined) : undefined;
}

/** The fields that differ, of all that could. */
export function differing(fields: readonly (readonly [label: string, mine: string | undefined, theirs: string | undefined])[]): Difference[] {
  return fields
    .map(([label, mine, theirs]) => ({ label, mine: (mine ?? "").trim(), theirs: (theirs ?? "").trim() }))
    .filter((d) => d.mine !== d.theirs);
}

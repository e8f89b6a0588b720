import { untrack } from "svelte";

const minute = 60_000;

/**
 * Asks at once and each minute for what no feed tells: hours begin and end by themselves, and a day comes. A screen does so while it
 * is live, so that it asks anew after a cut and after a sleep. Returns what ends it.
 */
export function minutely(ask: () => void): () => void {
  untrack(ask); // what it reads and sets is no cause to ask again
  const asking = setInterval(ask, minute);
  return () => clearInterval(asking);
}

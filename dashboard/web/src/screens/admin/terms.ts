import type { Term } from "./api";
import { word, wordOr } from "./words.svelte";

/** A term in words: "2 години" is not tried, the unit stands beside its number. */
export function termOf(term: Term | undefined): string {
  if (!term || term.n === 0) return word("admin.class.term_kind");
  return `${term.n} ${wordOr(`admin.class.unit.${term.unit}`, term.unit)}`;
}

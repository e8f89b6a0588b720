import type { Term } from "./api";
import { word, wordOr } from "./words.svelte";

/** A term in words: "2 години", "10 робочих днів". */
export function termOf(term: Term | undefined): string {
  if (!term || term.n === 0) return word("admin.class.term_kind");
  return wordOr(`admin.class.term.${term.unit}`, `${term.n} ${term.unit}`, { n: term.n });
}

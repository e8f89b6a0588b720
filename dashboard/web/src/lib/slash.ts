import type { Phrase } from "./api";

/** What stands between a slash and the caret: "/вод" asks for phrases that begin so. A slash within a word is none. */
export function slashBefore(text: string, caret: number): { from: number; typed: string } | undefined {
  const found = /(?:^|\s)\/([^\s/]{0,30})$/.exec(text.slice(0, caret));
  if (!found) return undefined;
  const typed = found[1] ?? "";
  return { from: caret - typed.length - 1, typed };
}

/** The phrases that fit what was typed and what the wording is about; those of the topic first. */
export function fitting(all: readonly Phrase[], typed: string, about: { topic: string; kind: string }): Phrase[] {
  const asked = typed.toLowerCase();
  const fits = (p: Phrase) =>
    (!p.topic || p.topic === about.topic) &&
    (!p.kind || p.kind === about.kind) &&
    (p.short.toLowerCase().startsWith(asked) || (asked.length > 1 && p.text.toLowerCase().includes(asked)));
  const weight = (p: Phrase) => (p.topic ? 2 : 0) + (p.kind ? 1 : 0);
  return all.filter(fits).toSorted((a, b) => weight(b) - weight(a)).slice(0, 7);
}

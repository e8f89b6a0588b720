import type { Topic } from "$lib/api";

/** Lower case, without apostrophes and stress marks: people type «п'ять», «пʼять» and «пять» alike. */
export function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/['’ʼ`´\u0301]/g, "")
    .replace(/\s+/g, " ")
    .trim();
}

interface Indexed {
  topic: Topic;
  name: string[];
  words: string[];
  order: number;
}

export type Index = readonly Indexed[];

/** Prepares the classifier for searching. */
export function index(topics: readonly Topic[]): Index {
  return topics.map((topic, order) => ({
    topic,
    name: plain(topic.name).split(/[^\p{L}\p{N}]+/u).filter(Boolean),
    words: [...topic.keywords, topic.group_name, topic.code].flatMap((k) => plain(k).split(/[^\p{L}\p{N}]+/u)).filter(Boolean),
    order,
  }));
}

// Ukrainian endings change with the case: «вода», «води», «воду». Words of one stem count as near.
function stem(word: string): string {
  return word.slice(0, word.length < 6 ? -1 : -2);
}

function score(entry: Indexed, asked: string): number {
  let best = 0;
  for (const word of entry.name) {
    if (word === asked) best = Math.max(best, 10);
    else if (word.startsWith(asked)) best = Math.max(best, 8);
    else if (asked.length > 3 && word.startsWith(stem(asked))) best = Math.max(best, 5);
  }
  for (const word of entry.words) {
    if (word === asked) best = Math.max(best, 7);
    else if (word.startsWith(asked)) best = Math.max(best, 6);
    else if (asked.length > 3 && word.startsWith(stem(asked))) best = Math.max(best, 4);
  }
  return best;
}

/** The topics that hold every word asked for, the best first; all of them in the classifier's order for no words. */
export function search(entries: Index, query: string, limit = 50): Topic[] {
  const asked = plain(query).split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  if (asked.length === 0) return entries.slice(0, limit).map((e) => e.topic);
  return entries
    .map((entry) => ({ entry, scores: asked.map((word) => score(entry, word)) }))
    .filter(({ scores }) => scores.every((s) => s > 0))
    .map(({ entry, scores }) => ({ entry, total: scores.reduce((sum, s) => sum + s, 0) }))
    .sort((a, b) => b.total - a.total || a.entry.order - b.entry.order)
    .slice(0, limit)
    .map(({ entry }) => entry.topic);
}

import type { CaseRow } from "./api";

export const phaseFilters = ["open", "new", "working", "proposed", "ended", "all"] as const;
export type PhaseFilter = (typeof phaseFilters)[number];
export const sorts = ["newest", "oldest", "due"] as const;
export type Sort = (typeof sorts)[number];

/** What the list of cases is narrowed to, as its address carries it. Empty texts do not narrow. */
export interface CaseFilter {
  phase: PhaseFilter;
  status: string;
  from: string;
  until: string;
  org: string;
  /** The person whom the organisation's head named (RO-4.3). */
  executor: string;
  kind: string;
  topic: string;
  district: string;
  overdue: boolean;
  text: string;
  sort: Sort;
}

export const everyOpen: CaseFilter = {
  phase: "open",
  status: "",
  from: "",
  until: "",
  org: "",
  executor: "",
  kind: "",
  topic: "",
  district: "",
  overdue: false,
  text: "",
  sort: "newest",
};

const texts = ["status", "from", "until", "org", "executor", "kind", "topic", "district", "text"] as const;

/** Reads an address's query; what is unknown in it is left out. */
export function parseFilter(search: string): CaseFilter {
  const query = new URLSearchParams(search);
  const filter: CaseFilter = { ...everyOpen };
  for (const name of texts) filter[name] = query.get(name) ?? "";
  filter.phase = phaseFilters.find((p) => p === query.get("phase")) ?? "open";
  filter.sort = sorts.find((s) => s === query.get("sort")) ?? "newest";
  filter.overdue = query.get("overdue") === "true";
  return filter;
}

/** Writes the query of an address, without the question mark; what does not narrow is left out. */
export function writeFilter(filter: CaseFilter): string {
  const query = new URLSearchParams();
  if (filter.phase !== "open") query.set("phase", filter.phase);
  for (const name of texts) if (filter[name].trim()) query.set(name, filter[name].trim());
  if (filter.overdue) query.set("overdue", "true");
  if (filter.sort !== "newest") query.set("sort", filter.sort);
  return query.toString();
}

/** The filter as the API takes it. */
export function apiQuery(filter: CaseFilter) {
  return {
    ...(filter.phase !== "all" && { phase: filter.phase }),
    ...Object.fromEntries(texts.filter((name) => filter[name].trim()).map((name) => [name, filter[name].trim()])),
    ...(filter.overdue && { overdue: true }),
    ...(filter.sort !== "newest" && { sort: filter.sort }),
  };
}

/** How many of the filters behind the button narrow. */
export function narrowing(filter: CaseFilter): number {
  return texts.filter((name) => name !== "text" && filter[name]).length;
}

/**
 * Whether a case that the feed told of belongs to the list. Words and the term are the server's to judge: a list with
 * words tells of nothing new by itself.
 */
export function belongs(row: CaseRow, filter: CaseFilter): boolean {
  if (filter.text.trim() || filter.overdue || filter.from || filter.until) return false;
  if (filter.phase === "open" ? row.phase === "ended" : filter.phase !== "all" && row.phase !== filter.phase) return false;
  return (
    (!filter.status || row.status === filter.status) &&
    (!filter.executor || row.executor === filter.executor) &&
    (!filter.kind || row.kind === filter.kind) &&
    (!filter.topic || row.topic === filter.topic) &&
    (!filter.district || row.district === filter.district) &&
    (!filter.org || row.lead_org === filter.org || (row.assistants ?? []).includes(filter.org))
  );
}

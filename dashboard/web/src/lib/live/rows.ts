import type { CaseRow, ReportRow } from "$lib/api";

export type SubjectType = "report" | "case";

/** One row of a snapshot, or one change: absolute values and the subject's version. */
export interface LiveRow {
  st: SubjectType;
  id: string;
  ver: number;
  /** Absent when the subject left the person's sight. */
  data?: ReportRow | CaseRow | undefined;
}

/** What the screens know of open reports and cases. A value is never changed, only replaced. */
export interface Rows {
  readonly reports: ReadonlyMap<string, ReportRow>;
  readonly cases: ReadonlyMap<string, CaseRow>;
  /** The versions seen, of removed subjects too: a late answer must not bring one back. */
  readonly seen: ReadonlyMap<string, number>;
}

export const noRows: Rows = { reports: new Map(), cases: new Map(), seen: new Map() };

/** Replaces everything by a complete snapshot. */
export function snapshot(rows: readonly LiveRow[]): Rows {
  return apply(noRows, rows);
}

/**
 * Applies changes in their order. A change that is not newer than what is known is dropped: the answer to a command and
 * the feed tell of the same version, and either may come first. When nothing is news the same value comes back, and no screen
 * draws itself again.
 */
export function apply(before: Rows, changes: readonly LiveRow[]): Rows {
  const news = changes.filter((change) => isNews(before.seen.get(change.id), change));
  if (news.length === 0) return before;
  const reports = new Map(before.reports);
  const cases = new Map(before.cases);
  const seen = new Map(before.seen);
  for (const change of news) {
    if (!isNews(seen.get(change.id), change)) continue;
    seen.set(change.id, change.ver);
    if (change.st === "report") put(reports, change.id, change.data as ReportRow | undefined);
    else put(cases, change.id, change.data as CaseRow | undefined);
  }
  return { reports, cases, seen };
}

function isNews(known: number | undefined, change: LiveRow): boolean {
  return known === undefined || change.ver > known || (change.ver === known && change.data === undefined);
}

function put<T>(rows: Map<string, T>, id: string, row: T | undefined): void {
  if (row === undefined) rows.delete(id);
  else rows.set(id, row);
}

import type { CaseRow } from "./api";

/** The parts of an executor's workspace, in the order of the screen. */
export type OpenPhase = "new" | "working" | "proposed";
export const phases: readonly OpenPhase[] = ["new", "working", "proposed"];

/** The deadline that presses now: acceptance while the case is new, the solution afterwards (MR-5.1, MR-6.3). */
export function pressing(row: CaseRow): { kind: "accept" | "solve"; due: string } | undefined {
  if (row.phase === "new" && row.accept_due && !row.accepted_at) return { kind: "accept", due: row.accept_due };
  return row.solve_due ? { kind: "solve", due: row.solve_due } : undefined;
}

/** The open cases that the organisations lead or assist in: SOS first, then by what presses. */
export function board(rows: Iterable<CaseRow>, own: ReadonlySet<string>): Record<OpenPhase, CaseRow[]> {
  const groups: Record<OpenPhase, CaseRow[]> = { new: [], working: [], proposed: [] };
  for (const row of rows) {
    if (!own.has(row.lead_org) && !row.assistants?.some((org) => own.has(org))) continue;
    if (row.phase in groups) groups[row.phase as OpenPhase].push(row);
  }
  const due = (row: CaseRow) => Date.parse(pressing(row)?.due ?? "9999-12-31");
  for (const phase of phases) {
    groups[phase].sort((a, b) => Number(b.sos) - Number(a.sos) || due(a) - due(b) || (a.number < b.number ? -1 : 1));
  }
  return groups;
}

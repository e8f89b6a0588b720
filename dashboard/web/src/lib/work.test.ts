import { expect, test } from "vitest";
import type { CaseRow } from "./api";
import { board, pressing } from "./work";

const row = (number: string, part: Partial<CaseRow>): CaseRow => ({
  id: number,
  number,
  version: 1,
  status: "new",
  phase: "new",
  kind: "ordinary",
  sos: false,
  topic: "t",
  excerpt: "",
  lead_org: "ours",
  level: 1,
  cycle: 1,
  registered_at: "2026-11-22T10:00:00Z",
  ...part,
});

test("an organisation sees what it leads or assists in, and only while it is open", () => {
  const groups = board(
    [
      row("1", {}),
      row("2", { lead_org: "theirs" }),
      row("3", { lead_org: "theirs", assistants: ["ours"], phase: "working" }),
      row("4", { phase: "ended" }),
    ],
    new Set(["ours"]),
  );
  expect(groups.new.map((r) => r.number)).toEqual(["1"]);
  expect(groups.working.map((r) => r.number)).toEqual(["3"]);
});

// MR-5.1
test("new cases stand by the time left to accept them, SOS before all", () => {
  const groups = board(
    [
      row("late", { accept_due: "2026-11-22T12:00:00Z" }),
      row("soon", { accept_due: "2026-11-22T11:00:00Z" }),
      row("sos", { accept_due: "2026-11-22T13:00:00Z", sos: true }),
    ],
    new Set(["ours"]),
  );
  expect(groups.new.map((r) => r.number)).toEqual(["sos", "soon", "late"]);
});

test("what presses is acceptance while the case is new and the solution once it was accepted", () => {
  const both = { accept_due: "2026-11-22T12:00:00Z", solve_due: "2026-11-27T12:00:00Z" };
  expect(pressing(row("a", both))?.kind).toBe("accept");
  expect(pressing(row("a", { ...both, phase: "working", accepted_at: "2026-11-22T11:00:00Z" }))?.kind).toBe("solve");
  expect(pressing(row("a", {}))).toBeUndefined();
});

import { describe, expect, test } from "vitest";
import type { CaseRow, ReportRow } from "$lib/api";
import { apply, type LiveRow, noRows, snapshot } from "./rows";

const report = (id: string, version: number, status = "waiting"): ReportRow => ({
  id,
  version,
  status,
  source: "telegram",
  sos: false,
  excerpt: "Немає води",
  lang: "uk",
  received_at: "2026-11-22T10:00:00Z",
});
const change = (row: ReportRow): LiveRow => ({ st: "report", id: row.id, ver: row.version, data: row });

describe("the rows of the feed", () => {
  test("take a newer version and drop an older or equal one", () => {
    let rows = snapshot([change(report("a", 2, "claimed"))]);
    rows = apply(rows, [change(report("a", 1, "waiting"))]);
    expect(rows.reports.get("a")?.status).toBe("claimed");
    const other = report("a", 2, "worded");
    expect(apply(rows, [change(other)]).reports.get("a")?.status).toBe("claimed");
    rows = apply(rows, [change(report("a", 3, "registered"))]);
    expect(rows.reports.get("a")?.status).toBe("registered");
  });

  test("are the same value when nothing is news", () => {
    const rows = snapshot([change(report("a", 2))]);
    expect(apply(rows, [change(report("a", 2)), change(report("a", 1))])).toBe(rows);
  });

  test("lose what left the person's sight, also at the version they know", () => {
    const rows = apply(snapshot([change(report("a", 2))]), [{ st: "report", id: "a", ver: 2 }]);
    expect(rows.reports.has("a")).toBe(false);
  });

  test("a late answer does not bring back what left", () => {
    let rows = apply(snapshot([change(report("a", 2))]), [{ st: "report", id: "a", ver: 3 }]);
    rows = apply(rows, [change(report("a", 2))]);
    expect(rows.reports.has("a")).toBe(false);
  });

  test("a snapshot forgets what it does not hold", () => {
    const before = snapshot([change(report("a", 5)), change(report("b", 1))]);
    expect([...before.reports.keys()]).toEqual(["a", "b"]);
    expect([...snapshot([change(report("b", 1))]).reports.keys()]).toEqual(["b"]);
  });

  test("keep reports and cases apart and leave the value before as it was", () => {
    const row: CaseRow = {
      id: "c",
      number: "2026-000001",
      version: 1,
      status: "new",
      phase: "new",
      kind: "sos",
      sos: true,
      topic: "water",
      excerpt: "",
      lead_org: "o",
      level: 1,
      cycle: 1,
      registered_at: "2026-11-22T10:00:00Z",
    };
    const rows = apply(noRows, [{ st: "case", id: "c", ver: 1, data: row }]);
    expect(rows.cases.size).toBe(1);
    expect(rows.reports.size).toBe(0);
    expect(noRows.cases.size).toBe(0);
  });
});

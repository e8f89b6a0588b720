import { describe, expect, test } from "vitest";
import { dateIn, periodName, plus, query, read, span } from "./ask";

const today = "2026-03-31";

describe("what results are asked for", () => {
  test("without a word they are those of the branches over thirty days", () => {
    expect(read(new URLSearchParams(), today)).toEqual({ by: "branch", per: "", from: "2026-03-02", until: today, branch: "", participant: "" });
  });

  test("an address carries all of it, and what it does not ask stays out", () => {
    const ask = read(new URLSearchParams("by=operator&per=week&from=2026-01-01&until=2026-02-01&branch=b"), today);
    expect(ask).toEqual({ by: "operator", per: "week", from: "2026-01-01", until: "2026-02-01", branch: "b", participant: "" });
    expect(query(ask).toString()).toBe("by=operator&per=week&from=2026-01-01&until=2026-02-01&branch=b");
  });

  test("what makes no sense in an address is passed over", () => {
    expect(read(new URLSearchParams("by=everything&per=hour&from=yesterday&until=2026-13-45"), today)).toEqual(read(new URLSearchParams(), today));
  });
});

// VN-4.3
test.each([
  ["week", "2026-03-30", today],
  ["month", "2026-03-01", today],
  ["last_month", "2026-02-01", "2026-02-28"],
  ["quarter", "2026-01-01", today],
  ["year", "2026-01-01", today],
] as const)("a %s begins on %s", (name, from, until) => {
  expect(span(name, today)).toEqual({ from, until });
});

test("the month before January is December of the year before", () => {
  expect(span("last_month", "2026-01-15")).toEqual({ from: "2025-12-01", until: "2025-12-31" });
});

test("days follow one another over the change of clocks", () => {
  expect(plus("2026-03-28", 2)).toBe("2026-03-30");
});

test("the date is that of the hall's clock", () => {
  expect(dateIn("Europe/Kyiv", Date.parse("2026-03-01T23:30:00Z"))).toBe("2026-03-02");
});

test.each([
  ["", "2026-03-02", "2 Mar 2026"],
  ["day", "2026-03-02", "2 Mar 2026"],
  ["week", "2026-03-30", "30 Mar – 5 Apr"],
  ["month", "2026-03-01", "March 2026"],
  ["quarter", "2026-10-01", "IV · 2026"],
  ["year", "2026-01-01", "2026"],
] as const)("a %s that begins on %s is called %s", (per, start, want) => {
  expect(periodName(per, start, "en")).toBe(want);
});

import { expect, test } from "vitest";
import type { CaseRow } from "./api";
import { apiQuery, belongs, everyOpen, narrowing, parseFilter, writeFilter } from "./caseFilter";

const row = { phase: "new", status: "new", kind: "sos", topic: "water.leak", district: "central", lead_org: "a", assistants: ["b"] } as CaseRow;

test("an address says everything that narrows and nothing else", () => {
  expect(writeFilter(everyOpen)).toBe("");
  const filter = { ...everyOpen, phase: "all" as const, text: " вода ", overdue: true, sort: "due" as const, org: "x" };
  const address = writeFilter(filter);
  expect(parseFilter(`?${address}`)).toEqual({ ...filter, text: "вода" });
  expect(narrowing(filter)).toBe(1);
});

test("what is unknown in an address is left out", () => {
  expect(parseFilter("?phase=lost&sort=up&overdue=1&color=red")).toEqual(everyOpen);
});

test("the API is asked for all phases by asking for none", () => {
  expect(apiQuery({ ...everyOpen, phase: "all" })).toEqual({});
  expect(apiQuery({ ...everyOpen, kind: "sos" })).toEqual({ phase: "open", kind: "sos" });
});

test("a new case is announced only where it is sure to belong", () => {
  expect(belongs(row, everyOpen)).toBe(true);
  expect(belongs(row, { ...everyOpen, org: "b" })).toBe(true);
  expect(belongs(row, { ...everyOpen, org: "c" })).toBe(false);
  expect(belongs(row, { ...everyOpen, executor: "p" })).toBe(false);
  expect(belongs({ ...row, executor: "p" }, { ...everyOpen, executor: "p" })).toBe(true);
  expect(belongs(row, { ...everyOpen, phase: "ended" })).toBe(false);
  expect(belongs(row, { ...everyOpen, phase: "all", district: "central" })).toBe(true);
  expect(belongs(row, { ...everyOpen, text: "вода" })).toBe(false);
});

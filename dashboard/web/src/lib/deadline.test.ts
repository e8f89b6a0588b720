import { describe, expect, test } from "vitest";
import { passed, span, urgency } from "./deadline";

const at = (clock: string) => Date.parse(`2026-11-22T${clock}Z`);
const iso = (clock: string) => `2026-11-22T${clock}Z`;

// MR-5.1
describe("the half hour in which an SOS is accepted", () => {
  const timing = { due: iso("10:30:00"), start: iso("10:00:00") };

  test("is calm at first, pressing in its last quarter of an hour, late afterwards", () => {
    expect(urgency(timing, at("10:05:00"))).toBe("calm");
    expect(urgency(timing, at("10:15:00"))).toBe("soon");
    expect(urgency(timing, at("10:29:59"))).toBe("soon");
    expect(urgency(timing, at("10:30:00"))).toBe("late");
  });

  test("stands still once it was accepted, even when looked at later", () => {
    expect(urgency({ ...timing, stopped: iso("10:20:00") }, at("12:00:00"))).toBe("done");
  });
});

test("a term of days is pressing in its last fifth", () => {
  const timing = { due: "2026-11-22T10:00:00Z", start: "2026-11-17T10:00:00Z" };
  expect(urgency(timing, Date.parse("2026-11-21T09:00:00Z"))).toBe("calm");
  expect(urgency(timing, Date.parse("2026-11-21T11:00:00Z"))).toBe("soon");
});

describe("a span", () => {
  test.each([
    [0, { unit: "seconds", s: 0 }],
    [59_999, { unit: "seconds", s: 59 }],
    [60_000, { unit: "minutes", m: 1, s: 0 }],
    [3_599_000, { unit: "minutes", m: 59, s: 59 }],
    [3_600_000, { unit: "hours", h: 1, m: 0 }],
    [90_000_000, { unit: "days", d: 1, h: 1 }],
    [-5, { unit: "seconds", s: 0 }],
  ])("of %d ms is told in two neighbouring units", (ms, want) => {
    expect(span(ms)).toEqual(want);
  });
});

test("how much of a term has passed never leaves 0 to 1", () => {
  const timing = { due: iso("11:00:00"), start: iso("10:00:00") };
  expect(passed(timing, at("09:00:00"))).toBe(0);
  expect(passed(timing, at("10:30:00"))).toBe(0.5);
  expect(passed(timing, at("13:00:00"))).toBe(1);
});

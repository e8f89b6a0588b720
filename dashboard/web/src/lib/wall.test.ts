import { expect, test } from "vitest";
import { ceiling, shares } from "./wall";

const load = (open: number, late: number) => ({ open, late, unaccepted: 0, soon: 0, sos: 0 });

test("parts are added up by either side, the latest first", () => {
  const parts = [
    { org: "a", district: "x", load: load(5, 0) },
    { org: "b", district: "x", load: load(1, 1) },
    { org: "a", district: "y", load: load(2, 0) },
    { org: "a", load: load(1, 0) },
  ];
  expect(shares(parts, "org").map((s) => [s.id, s.load.open])).toEqual([["b", 1], ["a", 8]]);
  expect(shares(parts, "district").map((s) => [s.id, s.load.open])).toEqual([["x", 6], ["y", 2], ["", 1]]);
});

test("a scale ends at a round number", () => {
  expect([0, 5, 6, 11, 20, 21, 99, 501].map(ceiling)).toEqual([5, 5, 6, 12, 20, 24, 100, 600]);
});

import { expect, test } from "vitest";
import { bareClause } from "./clauses";

test.each([
  ["MR-5.1", "5.1"],
  ["RO-4.3", "4.3"],
  ["Закон України № 2136-IX, ст. 6", "Закон України № 2136-IX, ст. 6"],
])("%s is shown as %s", (clause, shown) => {
  expect(bareClause(clause)).toBe(shown);
});

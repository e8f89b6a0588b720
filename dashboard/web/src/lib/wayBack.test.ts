import { expect, test } from "vitest";
import { wayBack } from "./wayBack";

test.each([
  ["?next=%2Fhall%2Fmanage%2Fresults%3Fby%3Dbranch", "/hall/manage/results?by=branch"],
  ["?next=%2Fhall%2Fdesk", "/hall/desk"],
  ["?next=%2F%2Felsewhere.example", undefined],
  ["?next=https%3A%2F%2Felsewhere.example%2Fhall%2F", undefined],
  ["?next=%2Fhall%5C%5Celsewhere.example", undefined],
  ["", undefined],
])("who came with %s is led to %s", (search, want) => {
  expect(wayBack({ pathname: "/sign-in", search })).toBe(want);
});

test("elsewhere than at the sign-in nobody is led away", () => {
  expect(wayBack({ pathname: "/queue", search: "?next=%2Fhall%2Fdesk" })).toBeUndefined();
});

import { expect, test } from "vitest";
import { daysAgo, percent } from "./shares";

test("days are counted by the city's calendar", () => {
  const late = Date.parse("2026-11-22T23:30:00Z"); // the 23rd in Kyiv
  expect(daysAgo(late, "Europe/Kyiv", 0)).toBe("2026-11-23");
  expect(daysAgo(late, "Europe/Kyiv", 30)).toBe("2026-10-24");
  expect(daysAgo(late, "UTC", 1)).toBe("2026-11-21");
});

test("a part is a whole number of per cent", () => {
  expect(percent(0.816).replace(/\s/, "")).toBe("82%");
});

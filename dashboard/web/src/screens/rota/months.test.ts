import { expect, test } from "vitest";
import { inHours, monthName, monthOf, shifted } from "./months";

test("a month begins by the city's clocks", () => {
  expect(monthOf(new Date("2026-11-30T22:30:00Z"), "Europe/Kyiv")).toBe("2026-12");
  expect(monthOf(new Date("2026-11-30T21:30:00Z"), "Europe/Kyiv")).toBe("2026-11");
});

test("the month after December is January", () => {
  expect(shifted("2026-12", 1)).toBe("2027-01");
  expect(shifted("2026-01", -1)).toBe("2025-12");
});

test("months and hours are written in the reader's language", () => {
  expect(monthName("2026-12", "en")).toBe("December 2026");
  expect(inHours(630, "uk")).toBe("10,5");
  expect(inHours(660, "uk")).toBe("11");
});

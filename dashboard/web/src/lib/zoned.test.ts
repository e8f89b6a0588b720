import { expect, test } from "vitest";
import { dayAfter, instant, wallTime } from "./zoned";

const kyiv = "Europe/Kyiv";

test.each([
  ["2026-11-24T17:00", "2026-11-24T15:00:00.000Z"],
  ["2026-07-01T07:00", "2026-07-01T04:00:00.000Z"],
  ["2026-10-24T17:00", "2026-10-24T14:00:00.000Z"], // the evening before the clocks go back
  ["2026-10-25T07:00", "2026-10-25T05:00:00.000Z"],
  ["2026-10-25T03:30", "2026-10-25T00:30:00.000Z"], // comes twice: the first
])("%s in Kyiv is %s", (wall, moment) => {
  expect(instant(wall, kyiv)?.toISOString()).toBe(moment);
  expect(wallTime(moment, kyiv)).toBe(wall);
});

test("an hour that is left out in spring is the one after it", () => {
  expect(wallTime(instant("2026-03-29T03:30", kyiv) ?? "", kyiv)).toMatch(/^2026-03-29T0[24]:30$/);
});

test("what is no time has no moment", () => {
  expect(instant("", kyiv)).toBeUndefined();
});

test("days are counted over the end of a month", () => {
  expect(dayAfter("2026-11-30", 1)).toBe("2026-12-01");
});

import { expect, test } from "vitest";
import { type DayView, grouped } from "./days";

const day = (branch: string, more: Partial<DayView> = {}): DayView => ({
  branch,
  day: "2026-08-24",
  reason: { uk: "Вихідний" },
  by: "Олена",
  at: "2026-08-01T08:00:00Z",
  off: 1,
  told: 1,
  ...more,
});

test("a day of the whole centre is told of once, with all that it called off", () => {
  const days = grouped([day("a"), day("b", { off: 2, told: 0 }), day("c", { opens: "09:00", closes: "12:00" })]);
  expect(days.map((d) => d.branches)).toEqual([["a", "b"], ["c"]]);
  expect(days[0]).toMatchObject({ off: 3, told: 1, opens: "" });
});

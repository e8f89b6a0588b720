import { expect, test } from "vitest";
import { dutyOf, inTurn, moved, newTurn, officersIn, turnOf } from "./turns";

const kyiv = "Europe/Kyiv";

test("officers are read from lines", () => {
  expect(officersIn("Петро Чорний, +380 50 111 22 33\n\nЧергова служба; 104\nбез номера\nДиспетчер, desk-1")).toEqual([
    { name: "Петро Чорний", phone: "+380 50 111 22 33" },
    { name: "Чергова служба", phone: "104" },
    { name: "Диспетчер", phone: "desk-1" },
  ]);
});

// MR-4.9.1
test("nights go to officers in turn, over midnight", () => {
  const turns = inTurn([{ name: "А", phone: "101" }, { name: "Б", phone: "102" }], { since: "2026-11-29", days: 3, each: 1, from: "17:00", until: "07:00" });
  expect(turns.map((t) => [t.name, t.from, t.until])).toEqual([
    ["А", "2026-11-29T17:00", "2026-11-30T07:00"],
    ["Б", "2026-11-30T17:00", "2026-12-01T07:00"],
    ["А", "2026-12-01T17:00", "2026-12-02T07:00"],
  ]);
});

test("an officer may have a week", () => {
  const turns = inTurn([{ name: "А", phone: "101" }, { name: "Б", phone: "102" }], { since: "2026-11-23", days: 14, each: 7, from: "08:00", until: "20:00" });
  expect(turns.map((t) => t.name).join("")).toBe("АААААААБББББББ");
  expect(turns[0]?.until).toBe("2026-11-23T20:00");
  expect(inTurn([], { since: "2026-11-23", days: 14, each: 7, from: "08:00", until: "20:00" })).toEqual([]);
});

test("a turn is edited by the city's clocks and sent as a moment", () => {
  const turn = { ...newTurn("2026-11-24", "17:00", "07:00"), name: " А ", phone: "101" };
  const duty = dutyOf(turn, kyiv);
  expect(duty).toMatchObject({ name: "А", from: "2026-11-24T15:00:00.000Z", until: "2026-11-25T05:00:00.000Z" });
  expect(turnOf(duty, kyiv)).toEqual({ ...turn, name: "А" });
});

test("neighbours change places, and the ends stay", () => {
  expect(moved([1, 2, 3], 1, -1)).toEqual([2, 1, 3]);
  expect(moved([1, 2, 3], 2, 1)).toEqual([1, 2, 3]);
});

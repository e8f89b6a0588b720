import { expect, test } from "vitest";
import { Echo } from "./echo";

function touches() {
  let now = 0;
  const echo = new Echo(() => now);
  return (after: number, clientX: number, screen: string) => {
    now += after;
    return echo.is({ clientX, clientY: 10 }, screen);
  };
}

test("a finger that trembles does not press what comes next, however often it strikes", () => {
  const touch = touches();
  expect(touch(0, 100, "shown")).toBe(false);
  expect(touch(120, 104, "done")).toBe(true);
  expect(touch(200, 98, "done")).toBe(true);
  expect(touch(900, 98, "done")).toBe(false);
});

test("one who is quick presses elsewhere, and whoever types the same letter twice means it", () => {
  const touch = touches();
  expect(touch(0, 100, "start")).toBe(false);
  expect(touch(150, 300, "priority")).toBe(false);
  expect(touch(1000, 50, "code")).toBe(false);
  expect(touch(100, 50, "code")).toBe(false);
});

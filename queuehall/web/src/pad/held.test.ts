import { expect, test } from "vitest";
import { Held } from "./held";

// VN-3.3
test("a button that is held without end is stuck, until it is let go", () => {
  let now = 0;
  const held = new Held(() => now);
  held.down(7, 2);
  held.down("Digit2", 2);
  held.down("Digit1", 1);
  now = 9_000;
  held.up("Digit1");
  expect(held.stuck()).toEqual([]);
  now = 10_001;
  expect(held.stuck()).toEqual([2]);
  held.up(7);
  held.up("Digit2");
  expect(held.stuck()).toEqual([]);
});

import { describe, expect, test } from "vitest";
import { percent, placeOf } from "./suggestions";

describe("the keys of suggestions", () => {
  test("are 1 to 3, on the row and on the keypad", () => {
    expect(["Digit1", "Digit3", "Numpad2"].map(placeOf)).toEqual([0, 2, 1]);
  });

  test("are no others", () => {
    for (const code of ["Digit0", "Digit4", "Numpad4", "KeyJ", "F1", ""]) expect(placeOf(code)).toBe(-1);
  });
});

test("confidence is told in whole percents, and never as certainty", () => {
  expect([0.934, 0.996, 1, 0.004].map(percent)).toEqual([93, 99, 99, 1]);
});

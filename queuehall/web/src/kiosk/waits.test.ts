import { expect, test } from "vitest";
import { minutes } from "./waits";

test.each([
  [undefined, undefined, undefined],
  [0, 20, { from: 0, to: 1 }],
  [130, 470, { from: 2, to: 8 }],
  [640, 1510, { from: 10, to: 30 }],
  [2000, 4000, { from: 30, to: 70 }],
])("from %s to %s seconds", (least, most, want) => {
  expect(minutes(least, most)).toEqual(want);
});

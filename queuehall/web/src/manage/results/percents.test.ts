import { expect, test } from "vitest";
import { percents } from "./percents";

test.each([
  [[0, 0, 0], [0, 0, 0]],
  [[1, 1, 1], [34, 33, 33]],
  [[1, 2, 3], [17, 33, 50]],
  [[0, 0, 7], [0, 0, 100]],
])("%j are %j percent", (counts, want) => {
  expect(percents(counts)).toEqual(want);
});

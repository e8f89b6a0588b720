import { expect, test } from "vitest";
import { first } from "./sound.svelte";

test.each([
  ["somebody has come to an empty queue", 0, 1, true],
  ["several have", 0, 3, true],
  ["another has come", 1, 2, false],
  ["nobody has", 0, 0, false],
  ["the queue was not known yet", undefined, 2, false],
] as const)("when %s", (_, before, now, want) => {
  expect(first(before, now)).toBe(want);
});

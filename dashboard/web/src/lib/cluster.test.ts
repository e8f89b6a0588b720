import { expect, test } from "vitest";
import { cluster } from "./cluster";

test("what is near is one, in its middle, and nothing is lost", () => {
  const items = [{ x: 1, y: 1 }, { x: 9, y: 5 }, { x: 100, y: 100 }, { x: -1, y: -1 }];
  const found = cluster(items, 10);
  expect(found.map((c) => c.items.length).sort()).toEqual([1, 1, 2]);
  expect(found.find((c) => c.items.length === 2)).toMatchObject({ x: 5, y: 3 });
});

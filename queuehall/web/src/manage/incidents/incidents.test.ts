import { expect, test } from "vitest";
import { type Incident, lasted, parted } from "./incidents";

const at = (minute: number) => new Date(Date.UTC(2026, 2, 2, 9, minute)).toISOString();
const incident = (id: string, opened: number, closed?: number): Incident => ({
  id,
  branch: "b",
  counter: "c",
  kind: "dark",
  by: "system",
  opened_at: at(opened),
  version: 1,
  ...(closed !== undefined && { closed_at: at(closed), how: "lit" }),
});

test("an open incident goes on until now, a closed one has lasted", () => {
  expect(lasted(incident("a", 0), Date.parse(at(5)))).toBe(5 * 60_000);
  expect(lasted(incident("a", 0, 2), Date.parse(at(5)))).toBe(2 * 60_000);
  expect(lasted(incident("a", 10), Date.parse(at(5)))).toBe(0);
});

test("what goes on stands first, the longest at the top", () => {
  const { open, over } = parted([incident("new", 8), incident("old", 3), incident("last", 7, 9), incident("first", 1, 2)]);
  expect(open.map((i) => i.id)).toEqual(["old", "new"]);
  expect(over.map((i) => i.id)).toEqual(["last", "first"]);
});

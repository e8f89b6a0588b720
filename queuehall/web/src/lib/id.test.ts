import { expect, test } from "vitest";
import { newID } from "./id";

test("an id is a UUID of version 7", () => {
  expect(newID()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test("ids follow the clock", () => {
  const at = Date.parse("2026-03-29T01:00:00Z");
  expect(parseInt(newID(at).replace("-", "").slice(0, 12), 16)).toBe(at);
  expect(newID(at) < newID(at + 1)).toBe(true);
});

import { expect, test } from "vitest";
import type { Event, Message } from "./api";
import { datum, timeline } from "./timeline";

const event = (seq: number, at: string, data: unknown = {}): Event => ({ seq, at, type: "case.accept", actor_name: "", role: "", data });
const message = (id: string, at: string): Message => ({ id, at, direction: "internal", author_name: "", text: "" });

test("the history runs from the latest back, what was said beside what was done", () => {
  const lines = timeline(
    [event(1, "2026-11-22T10:00:00Z"), event(2, "2026-11-22T10:05:00Z"), event(3, "2026-11-22T10:05:00Z")],
    [message("m", "2026-11-22T10:05:00Z")],
  );
  expect(lines.map((l) => l.key)).toEqual(["m", "e3", "e2", "e1"]);
});

test("moments are compared as moments, not as written", () => {
  const lines = timeline([event(1, "2026-11-22T10:00:00Z"), event(2, "2026-11-22T11:30:00+02:00")], []);
  expect(lines.map((l) => l.key)).toEqual(["e1", "e2"]);
});

test("an event's data may hold anything", () => {
  expect(datum(event(1, "", { to: "in_work", cycle: 2 }), "to")).toBe("in_work");
  expect(datum(event(1, "", { to: "in_work", cycle: 2 }), "cycle")).toBe("2");
  expect(datum(event(1, "", null), "to")).toBe("");
  expect(datum(event(1, "", { to: { a: 1 } }), "to")).toBe("");
});

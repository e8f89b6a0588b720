import { expect, test } from "vitest";
import type { Client } from "./model";
import { type Act, actOf, possible, type Pressed, type Situation } from "./steps";

const key = (code: string, more: Partial<Pressed> = {}): Pressed => ({
  code,
  key: "",
  repeat: false,
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...more,
});

test.each<[string, Act]>([
  ["Space", "next"],
  ["Enter", "next"],
  ["KeyN", "next"],
  ["KeyS", "start"],
  ["KeyR", "recall"],
  ["KeyX", "absent"],
  ["KeyF", "finish"],
  ["KeyP", "park"],
  ["KeyT", "transfer"],
  ["KeyL", "priority"],
  ["KeyU", "undo"],
  ["KeyD", "dark"],
])("%s asks to %s", (code, act) => expect(actOf(key(code), "page")).toBe(act));

test("Shift and F ends the service and calls the next", () => {
  expect(actOf(key("KeyF", { shiftKey: true }), "page")).toBe("finish_next");
  expect(actOf(key("KeyN", { shiftKey: true }), "page")).toBeUndefined();
});

test("a key that is held down asks once", () => expect(actOf(key("Space", { repeat: true }), "page")).toBeUndefined());

test("in a field keys are letters, and Space on a button is that button's", () => {
  expect(actOf(key("KeyX"), "field")).toBeUndefined();
  expect(actOf(key("Space"), "button")).toBeUndefined();
  expect(actOf(key("KeyX"), "button")).toBe("absent");
});

test.each(["ctrlKey", "metaKey", "altKey"] as const)("with %s keys are the browser's", (modifier) => {
  expect(actOf(key("KeyR", { [modifier]: true }), "page")).toBeUndefined();
});

const client = (step: Client["step"]): Client => ({
  id: "v",
  version: 1,
  ticket: "t",
  code: "А-001",
  direction: "d",
  step,
  calledAt: "",
  recalls: 0,
});
const all: Act[] = ["next", "start", "recall", "absent", "finish", "finish_next", "park", "transfer", "undo", "dark"];
const can = (situation: Partial<Situation>) =>
  all.filter((act) => possible(act, { client: undefined, waiting: 0, undoable: false, incident: false, ...situation }));

test("what can be done follows from the client at the counter", () => {
  expect(can({})).toEqual([]);
  expect(can({ waiting: 2 })).toEqual(["next"]);
  expect(can({ undoable: true })).toEqual(["undo"]);
  expect(can({ client: client("called"), waiting: 1 })).toEqual(["start", "recall", "absent", "finish", "finish_next", "park", "transfer", "dark"]);
  expect(can({ client: client("serving") })).toEqual(["finish", "park", "transfer", "dark"]);
});

// VN-3.3
test("a pad that is known to be dark is not reported again", () => {
  expect(can({ client: client("serving"), incident: true })).not.toContain("dark");
});

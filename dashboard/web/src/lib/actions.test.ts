import { describe, expect, test } from "vitest";
import { arrange, atOnce, formOf, groundsFor } from "./actions";
import type { Action, Ground } from "./api";

const action = (name: string, ...needs: Action["needs"]): Action => ({ action: name, name, needs, to: "x" });
const ground = (id: string, evidence: string[], needs_applicant = false): Ground => ({ id, name: id, works: "", evidence, needs_applicant });

// MR-5.1
test("accepting takes one press", () => {
  expect(atOnce(action("accept"))).toBe(true);
  expect(atOnce(action("comment"))).toBe(false);
});

// MR-5.2
test("saying that it is not ours takes a reason and proof", () => {
  expect(formOf(action("decline", "reason", "proof"))).toMatchObject({ text: "required", files: "required", org: false });
});

// MR-4.10.1
test("re-addressing names an organisation, and may correct the topic", () => {
  expect(formOf(action("readdress", "org", "reason"))).toMatchObject({ org: true, person: false, topic: true, text: "required" });
});

// RO-4.3
test("to assign is to name a person where the head does it, and an organisation elsewhere", () => {
  expect(formOf(action("assign", "executor"))).toMatchObject({ person: true, org: false });
  expect(formOf(action("assign", "org"))).toMatchObject({ person: false, org: true });
});

// MR-6.3.1
test("additional control takes the agreed date, the reasons and the scanned resolution", () => {
  expect(formOf(action("extend", "reason", "file", "date"))).toMatchObject({ until: true, text: "required", files: "required" });
});

// MR-5.6
describe("proposing to close", () => {
  const propose = action("propose_close", "ground");

  test("asks for the document that the ground is made of (MR-5.6.1, MR-5.6.2)", () => {
    expect(formOf(propose, { ground: ground("act", ["act"]) })).toMatchObject({ ground: true, files: "required", text: "optional" });
    expect(formOf(propose, { ground: ground("letter", ["letter"]) }).files).toBe("required");
  });

  test("with a photo asks why there is no act (MR-5.6.4)", () => {
    expect(formOf(propose, { ground: ground("photo", ["photo_or_video", "justification"]) })).toMatchObject({ files: "required", text: "required" });
  });

  test("with the applicant's word asks when it was given, and for no file (MR-5.6.3)", () => {
    expect(formOf(propose, { ground: ground("call", ["call"]) })).toMatchObject({ text: "required", files: "optional" });
  });

  test("what was proposed is closed on its own evidence; another ground brings its own (MR-4.10.3)", () => {
    const close = action("close", "ground");
    const act = ground("act", ["act"]);
    expect(formOf(close, { ground: act, proposed: "act" })).toMatchObject({ files: "optional", text: "optional" });
    expect(formOf(close, { ground: act, proposed: "letter" }).files).toBe("required");
  });
});

// MR-4.4.2
test("grounds that need the applicant do not serve an anonymous case; a topic narrows them", () => {
  const all = [ground("act", ["act"], true), ground("letter", ["letter"]), ground("photo", ["photo_or_video"])];
  expect(groundsFor(all, [], true).map((g) => g.id)).toEqual(["letter", "photo"]);
  expect(groundsFor(all, ["act", "photo"], false).map((g) => g.id)).toEqual(["act", "photo"]);
});

test("accepting stands first and giving the case away last, whatever the profile's order", () => {
  const arranged = arrange([action("decline"), action("comment"), action("accept"), action("something_new")]);
  expect(arranged.map((a) => a.action.action)).toEqual(["accept", "comment", "decline", "something_new"]);
  expect(arranged.map((a) => a.lead)).toEqual([true, false, false, false]);
  expect(arrange([action("comment")])[0]?.lead).toBe(false);
});

// RO-4.3
test("what leads on is naming the executor only where a head does it", () => {
  expect(arrange([action("assign", "executor")])[0]?.lead).toBe(true);
  expect(arrange([action("assign", "org")])[0]?.lead).toBe(false);
});

import { expect, test } from "vitest";
import { kinds, mayKnowOperators, type Request, standing, writes } from "./requests";

// VN-4.5, VN-4.6
test("citizens, bodies, courts and the police ask in writing", () => {
  expect(kinds.filter(writes)).toEqual(["citizen", "body", "court", "police"]);
});

// VN-4.6, VN-4.7
test("neither citizens nor the media are told of operators", () => {
  expect(kinds.filter(mayKnowOperators)).toEqual(["participant", "leadership", "court", "police"]);
});

const hand: Request["hand_outs"][number] = { at: "", form: "oral", id: "h", slice: { by: "branch", from: "", until: "" }, handed_out_by: "" };

// VN-4.4
test.each([
  ["is open", { kind: "citizen", hand_outs: [] }, "open"],
  ["of the media waits for agreement", { kind: "media", hand_outs: [] }, "to_agree"],
  ["of the media is open once it is agreed to", { kind: "media", hand_outs: [], agreed_on: "2026-03-02" }, "open"],
  ["is answered by what was handed out", { kind: "citizen", hand_outs: [hand] }, "answered"],
  ["was refused", { kind: "media", hand_outs: [], refused_at: "2026-03-02T10:00:00Z" }, "refused"],
] as const)("a request %s", (_, request, want) => {
  expect(standing({ ...request, hand_outs: [...request.hand_outs] })).toBe(want);
});

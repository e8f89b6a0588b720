import { expect, test } from "vitest";
import type { ReportRow } from "$lib/api";
import { sort } from "./queue";

const row = (id: string, part: Partial<ReportRow>): ReportRow => ({
  id,
  version: 1,
  status: "waiting",
  source: "phone",
  sos: false,
  excerpt: "",
  lang: "uk",
  received_at: "2026-11-22T10:00:00Z",
  ...part,
});

// MR-4.7
test("an SOS goes before whoever has waited longer; among equals the oldest goes first", () => {
  const queue = sort(
    [
      row("young", { received_at: "2026-11-22T10:02:00Z" }),
      row("old", { received_at: "2026-11-22T10:00:00Z" }),
      row("sos", { received_at: "2026-11-22T10:03:00Z", sos: true }),
    ],
    "me",
  );
  expect(queue.waiting.map((r) => r.id)).toEqual(["sos", "old", "young"]);
});

// MR-4.4
test("a report whose applicant has to be called back waits for an agent again", () => {
  expect(sort([row("a", { status: "call_back" })], "me").waiting).toHaveLength(1);
});

test("what I hold, what others hold and what waits for the applicant stand apart; what ended is gone", () => {
  const queue = sort(
    [
      row("mine", { status: "claimed", claimed_by: "me" }),
      row("hers", { status: "claimed", claimed_by: "her" }),
      row("asked", { status: "worded" }),
      row("done", { status: "registered" }),
      row("refused", { status: "refused" }),
    ],
    "me",
  );
  expect(queue.mine.map((r) => r.id)).toEqual(["mine"]);
  expect(queue.others.map((r) => r.id)).toEqual(["hers"]);
  expect(queue.asked.map((r) => r.id)).toEqual(["asked"]);
  expect(queue.waiting).toEqual([]);
});

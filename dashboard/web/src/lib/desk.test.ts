import { beforeEach, expect, test, vi } from "vitest";
import type { ReportView, Wording } from "./api";
import { Desk } from "./desk.svelte";
import { Drafts, type Shelf } from "./drafts";

const server = vi.hoisted(() => ({ report: vi.fn(), saveDraft: vi.fn() }));
vi.mock("./api", () => ({ api: server }));
vi.mock("./live/store.svelte", () => ({ live: { rows: { reports: new Map() }, putReport: () => undefined } }));

const none: Shelf = { length: 0, key: () => null, getItem: () => null, setItem: () => undefined, removeItem: () => undefined };
const wording = (ordinal: number, text: string) => ({ ordinal, text, topic: "water", kind: "current" }) as Wording;

/** The report as the server tells it. */
function view(more: Partial<ReportView>): ReportView {
  return { report: { id: "r" }, applicant: { anonymous: false, warned: false }, wordings: [], mine: true, ...more } as ReportView;
}

function desk(...answers: ReportView[]): Desk {
  for (const answer of answers) server.report.mockResolvedValueOnce(answer);
  return new Desk("r", new Drafts(none, "olena"));
}

beforeEach(() => {
  server.report.mockReset();
  server.saveDraft.mockReset().mockResolvedValue(undefined);
});

// MR-2.2
test("a draft comes with a report that is handed over while it stands open here", async () => {
  const left = { by_name: "Петро", saved_at: "2026-11-22T10:00:00Z", draft: { text: "Немає води", topic: "water", basis: 0 } };
  const d = desk(view({ mine: false, draft: left }), view({ mine: true, draft: left }));
  await d.load();
  expect(d.draft.text).toBe("");
  await d.load();
  expect(d.draft.text).toBe("Немає води");
  expect(d.touched).toBe(true);
});

// MR-2.2
test("what somebody types is not overwritten by what is handed over to them", async () => {
  const left = { by_name: "Петро", saved_at: "2026-11-22T10:00:00Z", draft: { text: "Немає води", basis: 0 } };
  const d = desk(view({ mine: false }), view({ mine: true, draft: left }));
  await d.load();
  d.draft.text = "Моє";
  d.touch();
  await d.load();
  expect(d.draft.text).toBe("Моє");
});

test("taking somebody's wording over leaves no older draft beside the report", async () => {
  const d = desk(view({}), view({ wordings: [wording(1, "Їхнє")] }));
  await d.load();
  d.draft.text = "Моє";
  d.touch();
  await d.load();
  d.takeTheirs(wording(1, "Їхнє"));
  expect(server.saveDraft).toHaveBeenCalledExactlyOnceWith("r", expect.objectContaining({ text: "Їхнє", basis: 1 }));
  expect(d.touched).toBe(false);
});

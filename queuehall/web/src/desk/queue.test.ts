import { expect, test } from "vitest";
import type { Counter, Ticket, TicketData } from "./model";
import { callable, found, lineOf, parkedAt, waited, waitsOf } from "./queue";

const at = (minute: number) => new Date(Date.parse("2026-03-02T08:00:00Z") + minute * 60_000).toISOString();
let last = 0;
function ticket(code: string, direction: string, minute: number, more: Partial<TicketData> = {}): Ticket {
  const data: TicketData = { code, direction, state: "waiting", lang: "uk", lane: 1, turn_at: at(minute), issued_at: at(minute), ...more };
  return { id: `t${String(++last).padStart(3, "0")}`, ver: 1, data };
}
const counter = (more: Partial<Counter> = {}): Counter => ({ id: "c1", code: "1", directions: ["residence", "advice"], ranked: false, active: true, ...more });
const codes = (list: readonly Ticket[]) => list.map((t) => t.data.code);

test("whoever came first is next, of the counter's own directions", () => {
  const list = [ticket("К-002", "advice", 2), ticket("А-001", "residence", 1), ticket("Б-001", "permits", 0)];
  expect(codes(lineOf(list, counter()))).toEqual(["А-001", "К-002"]);
});

test("whoever the law serves out of turn is before all others", () => {
  const list = [ticket("А-001", "residence", 1), ticket("К-005", "advice", 9, { lane: 0, priority: "veteran" })];
  expect(codes(lineOf(list, counter()))).toEqual(["К-005", "А-001"]);
});

test("a ranked counter serves its first direction first, and out of turn before that", () => {
  const list = [ticket("К-001", "advice", 0), ticket("А-009", "residence", 9), ticket("К-002", "advice", 8, { lane: 0 })];
  expect(codes(lineOf(list, counter({ ranked: true })))).toEqual(["К-002", "А-009", "К-001"]);
  expect(codes(lineOf(list, counter({ ranked: true, directions: ["advice", "residence"] })))).toEqual(["К-002", "К-001", "А-009"]);
});

test("whoever was passed to one counter waits for it alone, whatever it serves", () => {
  const list = [ticket("В-001", "land", 3, { counter: "c1" }), ticket("А-002", "residence", 1, { counter: "c2" }), ticket("А-003", "residence", 2)];
  expect(codes(lineOf(list, counter()))).toEqual(["А-003", "В-001"]);
  expect(codes(callable(list, counter()))).toEqual(["А-003", "В-001"]);
});

test("only whoever waits is in line", () => {
  const list = (["called", "serving", "parked"] as const).map((state, i) => ticket(`А-00${i}`, "residence", i, { state }));
  expect(lineOf(list, counter())).toEqual([]);
});

test("one moment is decided by who drew first, as the server does", () => {
  const [a, b] = [ticket("А-001", "residence", 1), ticket("А-002", "residence", 1)];
  expect(codes(lineOf([b, a], counter()))).toEqual(["А-001", "А-002"]);
});

test("whoever comes before the time that they booked waits from that time on", () => {
  const t = ticket("А-001", "residence", 0, { booked_at: at(10) });
  expect(waited(t.data, Date.parse(at(5)))).toBe(0);
  expect(waited(t.data, Date.parse(at(12)))).toBe(2 * 60_000);
  const late = ticket("А-002", "residence", 20, { booked_at: at(10) });
  expect(waited(late.data, Date.parse(at(25)))).toBe(5 * 60_000);
});

test("waits are told of every direction, also where nobody waits", () => {
  const list = [ticket("А-001", "residence", 0), ticket("А-002", "residence", 4), ticket("А-003", "residence", 0, { state: "serving" })];
  expect(waitsOf(list, ["residence", "land"], Date.parse(at(5)))).toEqual([
    { direction: "residence", count: 2, longest: 5 * 60_000 },
    { direction: "land", count: 0, longest: 0 },
  ]);
});

test("parked clients are those of this counter, and those whose own was left", () => {
  const list = [
    ticket("А-002", "residence", 2, { state: "parked", counter: "c1" }),
    ticket("А-001", "residence", 1, { state: "parked", counter: "c1" }),
    ticket("А-003", "residence", 0, { state: "parked", counter: "c2" }),
    ticket("А-004", "residence", 3, { state: "parked" }),
  ];
  expect(codes(parkedAt(list, "c1"))).toEqual(["А-001", "А-002", "А-004"]);
});

test.each([
  ["17", ["А-017", "Б-017", "А-170"]],
  ["017", ["А-017", "Б-017", "А-170"]],
  ["а17", ["А-017", "А-170"]],
  ["А-017", ["А-017", "А-170"]],
  ["б", ["Б-017"]],
  ["", ["А-017", "Б-017", "А-170"]],
  ["?!", []],
])("«%s» finds %j", (typed, want) => {
  const list = [ticket("А-017", "residence", 0), ticket("Б-017", "permits", 1), ticket("А-170", "residence", 2)];
  expect(codes(found(list, typed))).toEqual(want);
});

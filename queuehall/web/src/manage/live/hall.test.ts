import { describe, expect, test } from "vitest";
import { hallNow, type Rows, waitsSince } from "./hall";

const name = { uk: "", en: "", pl: "" };
const branch = {
  directions: [
    { id: "d1", code: "residence", letter: "А", name, active: true },
    { id: "d2", code: "permits", letter: "Б", name, active: true },
    { id: "d3", code: "closed", letter: "В", name, active: false },
  ],
  counters: [
    { id: "c1", code: "1", directions: ["d1"], active: true, ranked: false },
    { id: "c2", code: "2", directions: ["d2"], active: true, ranked: false },
    { id: "c3", code: "3", directions: ["d2"], active: false, ranked: false },
  ],
};
const nothing: Rows = { tickets: [], visits: [], signons: [], devices: [], incidents: [] };
const at = (minute: string) => `2026-03-02T09:${minute}:00Z`;

describe("a hall as it is now", () => {
  test("of an empty one nothing waits and nobody is at work", () => {
    const now = hallNow(branch, nothing);
    expect(now).toMatchObject({ waiting: 0, since: undefined, atWork: 0, pads: 0, incidents: 0 });
    expect(now.directions.map((d) => d.letter)).toEqual(["А", "Б"]);
    expect(now.counters.map((c) => c.doing)).toEqual(["away", "away"]);
  });

  test("who waits longest is told of each direction and of the hall", () => {
    const tickets = [
      { code: "А-002", direction: "d1", state: "waiting", issued_at: at("10") },
      { code: "А-001", direction: "d1", state: "waiting", issued_at: at("05") },
      { code: "Б-001", direction: "d2", state: "called", issued_at: at("01") },
      { code: "Б-002", direction: "d2", state: "parked", issued_at: at("02") },
      { code: "Є-001", direction: "elsewhere", state: "waiting", issued_at: at("00") },
    ] as const;
    const now = hallNow(branch, { ...nothing, tickets });
    expect(now.directions.map((d) => [d.waiting, d.parked, d.since])).toEqual([
      [2, 0, Date.parse(at("05"))],
      [0, 1, undefined],
    ]);
    expect(now).toMatchObject({ waiting: 2, parked: 1, since: Date.parse(at("05")) });
  });

  test("a direction that takes nobody any more is shown while somebody waits for it", () => {
    const tickets = [{ code: "В-001", direction: "d3", state: "waiting", issued_at: at("00") }] as const;
    expect(hallNow(branch, { ...nothing, tickets }).directions.map((d) => d.letter)).toContain("В");
  });

  test("a counter tells who serves whom and since when, and how its pad is", () => {
    const now = hallNow(branch, {
      ...nothing,
      signons: [{ counter: "c1", name: "Оператор", began_at: at("00") }],
      visits: [{ code: "А-001", counter: "c1", step: "serving", called_at: at("00"), started_at: at("01") }],
      devices: [
        { role: "pad", counter: "c1", name: "", state: "online", reboots: 0, lit: true },
        { role: "pad", counter: "c2", name: "", state: "offline", reboots: 0 },
        { role: "kiosk", name: "", state: "online", reboots: 0 },
      ],
      incidents: [{ counter: "c2", kind: "offline", by: "system", opened_at: at("00") }],
    });
    expect(now.counters[0]).toMatchObject({ doing: "serving", name: "Оператор", ticket: "А-001", since: at("01"), pad: "online", lit: true });
    expect(now.counters[1]).toMatchObject({ doing: "away", pad: "offline", incident: { kind: "offline" } });
    expect(now).toMatchObject({ atWork: 1, pads: 2, padsGood: 1, incidents: 1 });
  });
});

test("who booked for later than they came waits from their time on", () => {
  expect(waitsSince({ issued_at: at("00") })).toBe(Date.parse(at("00")));
  expect(waitsSince({ issued_at: at("00"), booked_at: at("30") })).toBe(Date.parse(at("30")));
  expect(waitsSince({ issued_at: at("30"), booked_at: at("00") })).toBe(Date.parse(at("30")));
});

import { expect, test } from "vitest";
import { dated, shifted } from "../dated";
import { anybodyDue, type Booking, counts, found, ringing, standing } from "./bookings";

const at = "2026-03-02T08:00:00Z";
const booking = (more: Partial<Booking> = {}): Booking => ({
  id: "1",
  code: "ACEH4567",
  at,
  direction: "d",
  state: "booked",
  lang: "uk",
  source: "web",
  told: false,
  ...more,
});
const moment = (minutes: number) => Date.parse(at) + minutes * 60_000;

test("whoever is not there after the minutes that are forgiven is late", () => {
  expect(standing(booking(), moment(15), 15)).toBe("expected");
  expect(standing(booking(), moment(16), 15)).toBe("late");
  expect(standing(booking({ state: "came" }), moment(60), 15)).toBe("came");
});

test("what the hall called off is told apart from what was cancelled", () => {
  expect(standing(booking({ state: "cancelled", ended_by: "closed" }), moment(0), 15)).toBe("off");
  expect(standing(booking({ state: "cancelled", ended_by: "holder" }), moment(0), 15)).toBe("cancelled");
  expect(counts([booking(), booking({ state: "missed" })], moment(0), 15)).toMatchObject({ expected: 1, missed: 1 });
});

test("whoever has not heard that their booking is off is to be rung up, once", () => {
  const off = (more: Partial<Booking> = {}) => booking({ state: "cancelled", ended_by: "closed", phone: "+380501112233", ...more });
  const rung = (what: "open" | "ringing" | "reached" | "unanswered") => ({ what, seq: 1, by: "П. Гнатюк", at, tries: 0 });
  expect(ringing(off())).toBe("due");
  expect(ringing(off({ rung: rung("open") }))).toBe("due");
  expect(ringing(off({ rung: rung("ringing") }))).toBe("ringing");
  expect(ringing(off({ told: true }))).toBe("none");
  expect(ringing(booking({ state: "cancelled", ended_by: "closed" }))).toBe("none");
  expect(ringing(booking({ rung: rung("reached") }))).toBe("again");
  expect(anybodyDue([booking(), off({ rung: rung("reached") })])).toBe(false);
  expect(anybodyDue([booking(), off({ rung: rung("unanswered") })])).toBe(true);
});

test("a code is found as people type it, and a number by its end", () => {
  const list = [booking({ phone: "…2233" }), booking({ id: "2", code: "KMPT2345" })];
  expect(found(list, "асен 45").map((b) => b.id)).toEqual(["1"]);
  expect(found(list, "kmpt-2345").map((b) => b.id)).toEqual(["2"]);
  expect(found(list, "2233").map((b) => b.id)).toEqual(["1"]);
  expect(found(list, " ")).toHaveLength(2);
  expect(found(list, "zzz")).toHaveLength(0);
});

test("days go on over the end of a month", () => {
  expect(shifted("2026-02-28", 1)).toBe("2026-03-01");
  expect(shifted("2026-03-01", -1)).toBe("2026-02-28");
  expect(dated("2026-08-24", "en")).toBe("Mon 24 August");
});

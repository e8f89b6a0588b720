import { expect, test } from "vitest";
import { addressOf, offered, sections, shown } from "./sections";

test("the head of a branch is offered everything, the halls first", () => {
  expect(offered(["hall.bookings", "hall.days", "hall.follow", "hall.manage", "hall.people", "hall.reports", "hall.requests"])).toEqual([...sections]);
});

test("the leadership is offered the results, and signs of abuse", () => {
  expect(offered(["hall.reports", "hall.instruct"])).toEqual(["results", "flags"]);
});

// VN-0.2, VN-4.7
test("the head of a participant is offered the results and their own people", () => {
  expect(offered(["hall.people", "hall.reports", "hall.rules"])).toEqual(["results", "flags", "people"]);
});

test("who keeps devices at work sees no results", () => {
  expect(offered(["hall.follow", "hall.manage"])).not.toContain("results");
});

test("an operator is offered the day's bookings alone", () => {
  expect(offered(["hall.bookings", "hall.follow", "hall.serve"])).toEqual(["bookings"]);
});

test("an address names its part; one that is not offered leads to the first", () => {
  const list = offered(["hall.reports"]);
  expect(shown(addressOf("results"), list)).toBe("results");
  expect(shown(addressOf("devices"), list)).toBe("results");
  expect(shown("/hall/manage", list)).toBe("results");
  expect(shown("/hall/manage", [])).toBeUndefined();
});

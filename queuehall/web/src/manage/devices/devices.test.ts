import { expect, test } from "vitest";
import type { DeviceRow } from "../live/hall";
import { byBranch, inFours, type KnownDevice, withNews, withoutPad } from "./devices";

const device = (id: string, more: Partial<KnownDevice> = {}): KnownDevice => ({
  id,
  branch: "b1",
  role: "pad",
  name: id,
  state: "new",
  reboots: 0,
  faults: [],
  ...more,
});

test("what the feed tells of a device stands in the place of what was fetched", () => {
  const row: DeviceRow = { role: "pad", name: "a", state: "online", since: "2026-03-02T09:00:00Z", reboots: 2, faults: ["lamps"] };
  const [a, b] = withNews([device("a"), device("b")], new Map([["a", row]]));
  expect(a).toMatchObject({ state: "online", since: "2026-03-02T09:00:00Z", reboots: 2, faults: ["lamps"] });
  expect(b).toEqual(device("b"));
});

test("devices stand by their branches, in the branches' order", () => {
  const list = [device("a", { branch: "b2" }), device("b"), device("c", { branch: "b2" })];
  expect(byBranch(list, ["b1", "b2", "b3"]).map((g) => [g.branch, g.devices.map((d) => d.id)])).toEqual([
    ["b1", ["b"]],
    ["b2", ["a", "c"]],
  ]);
});

// VN-2.2
test("a pad is offered for a counter that has none", () => {
  const counters = [
    { id: "c1", active: true },
    { id: "c2", active: true },
    { id: "c3", active: false },
  ];
  expect(withoutPad(counters, [device("a", { counter: "c1" }), device("k", { role: "kiosk" })]).map((c) => c.id)).toEqual(["c2"]);
});

test.each([
  ["ABCD2345", "ABCD-2345"],
  ["ABCD-2345", "ABCD-2345"],
  ["ABC", "ABC"],
])("the code %s is read as %s", (code, want) => {
  expect(inFours(code)).toBe(want);
});

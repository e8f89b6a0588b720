import { expect, test } from "vitest";
import { ownOrgs, screens } from "./places";

const shown = (actions: string[], tags: string[]) => screens({ actions, tags, halls: true }).map((s) => s.route.name);

test("an agent begins at the queue and has no executor's workspace", () => {
  expect(shown(["report.read", "case.read"], ["intake", "city"])).toEqual(["queue", "cases"]);
});

test("an executor begins at their own work", () => {
  expect(shown(["case.read", "case.act"], ["org:1"])).toEqual(["work", "cases"]);
});

test("a technical administrator sees what did not reach anybody and no citizen's case", () => {
  expect(shown(["dead.read", "dead.replay"], [])).toEqual(["deliveries"]);
});

test("who serves in a hall begins at their desk, who heads one at its page", () => {
  expect(screens({ actions: ["hall.serve"], tags: [], halls: true }).map((s) => s.route)).toEqual([{ name: "halls", screen: "desk" }]);
  expect(screens({ actions: ["hall.serve", "hall.manage"], tags: [], halls: true }).map((s) => s.route)).toEqual([
    { name: "halls", screen: "manage" },
  ]);
  expect(screens({ actions: ["hall.serve"], tags: [], halls: false })).toEqual([]);
});

test("one's organisations are those of one's tags", () => {
  expect([...ownOrgs({ tags: ["city", "org:a", "unit:b", "org:c"] })]).toEqual(["a", "c"]);
});

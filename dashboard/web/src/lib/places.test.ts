import { expect, test } from "vitest";
import { ownOrgs, screens } from "./places";

const shown = (actions: string[], tags: string[]) => screens({ actions, tags }).map((s) => s.route.name);

test("an agent begins at the queue and has no executor's workspace", () => {
  expect(shown(["report.read", "case.read"], ["intake", "city"])).toEqual(["queue", "cases"]);
});

test("an executor begins at their own work", () => {
  expect(shown(["case.read", "case.act"], ["org:1"])).toEqual(["work", "cases"]);
});

test("a technical administrator sees what did not reach anybody and no citizen's case", () => {
  expect(shown(["dead.read", "dead.replay"], [])).toEqual(["deliveries"]);
});

test("one's organisations are those of one's tags", () => {
  expect([...ownOrgs({ tags: ["city", "org:a", "unit:b", "org:c"] })]).toEqual(["a", "c"]);
});

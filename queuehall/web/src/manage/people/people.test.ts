import { expect, test } from "vitest";
import { eligible, mayChange, posts, signed, type Worker } from "./people";

const worker = (id: string, roles: string[], signed_at?: string): Worker => ({ id, name: id, roles, posts: [], ...(signed_at && { signed_at }) });
const people = [worker("o", ["hall_operator"], "2026-03-02T08:00:00Z"), worker("b", ["branch_head"]), worker("p", ["participant_head"])];

test("a post is for those who have its role", () => {
  expect(eligible(people, "operator").map((p) => p.id)).toEqual(["o", "b"]);
  expect(eligible(people, "head").map((p) => p.id)).toEqual(["b"]);
  expect(eligible(people, "participant_head").map((p) => p.id)).toEqual(["p"]);
});

// VN-0.2
test("who has signed the rules is counted of all", () => {
  expect(signed(people)).toEqual({ signed: 1, all: 3 });
});

test("heads of branches choose their operators, the centre's head everybody", () => {
  expect(posts.filter((kind) => mayChange(["branch_head"], kind))).toEqual(["operator"]);
  expect(posts.filter((kind) => mayChange(["hall_head"], kind))).toEqual(posts);
});

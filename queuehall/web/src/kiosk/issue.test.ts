import { describe, expect, test } from "vitest";
import { type Ticket, Trouble } from "$lib/api";
import type { Store } from "$lib/store";
import { Handover, type Settled } from "./handover";
import { Issue, type Means, type Wish } from "./issue";

const ticket: Ticket = { id: "t1", code: "А-017", direction: "d1", ahead: 4, least: 300, most: 900, follow: "https://hall.example/t/x" };
const wish: Wish = { draw: { direction: "d1", lang: "uk", priority: "" } };
const cut = new Trouble(0, "");

/** What the kiosk keeps when it starts anew. */
function disk(): Store {
  const kept = new Map<string, unknown>();
  return {
    get: <T>(key: string) => structuredClone(kept.get(key)) as T | undefined,
    set: (key, value) => void kept.set(key, structuredClone(value)),
    remove: (key) => void kept.delete(key),
  };
}

function made(more: Partial<Means> = {}) {
  const settled: Settled[] = [];
  const keys: string[] = [];
  const steps: string[] = [];
  let made = 0;
  const issue = new Issue({
    draw: async (_, key) => {
      keys.push(key);
      return ticket;
    },
    checkIn: async (_, key) => {
      keys.push(key);
      return ticket;
    },
    print: undefined,
    settle: (s) => settled.push(s),
    store: disk(),
    wall: () => 0,
    newID: () => `k${++made}`,
    changed: (step) => steps.push(step.name),
    ...more,
  });
  return { issue, settled, keys, steps };
}

describe("a ticket counts as issued", () => {
  test("when it is printed", async () => {
    const { issue, settled, steps } = made({ print: async () => "printed" });
    await issue.ask(wish);
    expect(steps).toEqual(["drawing", "printing", "done"]);
    expect(settled).toMatchObject([{ ticket: "t1", how: "confirm" }]);
  });

  test("without a printer when the client says that they have it", async () => {
    const { issue, settled } = made();
    await issue.ask(wish);
    expect(issue.step).toMatchObject({ name: "shown", printed: "none" });
    expect(settled).toEqual([]);
    issue.have();
    issue.have();
    expect(settled).toMatchObject([{ ticket: "t1", how: "confirm" }]);
  });

  test("not when the printer fails, before the client has it otherwise", async () => {
    const { issue, settled } = made({ print: () => Promise.reject(new Error("no paper")) });
    await issue.ask(wish);
    expect(issue.step).toMatchObject({ name: "shown", printed: "failed" });
    expect(settled).toEqual([]);
  });

  test("not when the printer does not say whether it printed, before the client says so", async () => {
    const { issue, settled } = made({ print: async () => "unsure" });
    await issue.ask(wish);
    expect(issue.step).toMatchObject({ name: "shown", printed: "unsure" });
    expect(settled).toEqual([]);
  });
});

describe("a client who goes away", () => {
  test("leaves nothing behind in the queue", async () => {
    const { issue, settled } = made();
    await issue.ask(wish);
    issue.leave();
    expect(settled).toMatchObject([{ ticket: "t1", how: "discard" }]);
    expect(issue.step.name).toBe("none");
  });

  test("before the answer has come leaves nothing behind either", async () => {
    let answer: (t: Ticket) => void = () => undefined;
    const { issue, settled } = made({ draw: () => new Promise((resolve) => (answer = resolve)) });
    const asked = issue.ask(wish);
    issue.leave();
    answer(ticket);
    await asked;
    expect(settled).toMatchObject([{ ticket: "t1", how: "discard" }]);
    expect(issue.step.name).toBe("none");
  });

  test("with a slip that is just being printed keeps it", async () => {
    let printed: (p: "printed") => void = () => undefined;
    const { issue, settled } = made({ print: () => new Promise((resolve) => (printed = resolve)) });
    const asked = issue.ask(wish);
    await Promise.resolve();
    issue.leave();
    printed("printed");
    await asked;
    expect(settled).toMatchObject([{ how: "confirm" }]);
  });
});

describe("a kiosk that starts anew", () => {
  const never = () => new Promise<never>(() => undefined);

  test("while the answer is awaited asks under the same key, and shows what was drawn", async () => {
    const store = disk();
    const before = made({ store, draw: never });
    void before.issue.ask(wish);
    const keys: string[] = [];
    const after = made({ store, newID: () => "new", draw: async (_, key) => (keys.push(key), ticket) });
    await after.issue.resume();
    expect(keys).toEqual(["k1"]);
    expect(after.issue.step).toMatchObject({ name: "shown", ticket: { code: "А-017" } });
  });

  test("while it prints does not print again, and does not take the slip from whoever may have it", async () => {
    const store = disk();
    void made({ store, print: never }).issue.ask(wish);
    await Promise.resolve();
    await Promise.resolve();
    let printed = 0;
    const after = made({ store, print: async () => (printed++, "printed") });
    await after.issue.resume();
    expect(after.issue.step).toMatchObject({ name: "shown", printed: "unsure" });
    expect(printed).toBe(0);
    after.issue.leave();
    expect(after.settled).toMatchObject([{ ticket: "t1", how: "confirm" }]);
  });

  test("while a ticket is shown shows it again, and settles it once", async () => {
    const store = disk();
    await made({ store }).issue.ask(wish);
    const after = made({ store });
    await after.issue.resume();
    after.issue.have();
    expect(after.settled).toMatchObject([{ ticket: "t1", how: "confirm" }]);
    const later = made({ store });
    await later.issue.resume();
    expect(later.issue.step.name).toBe("none");
    expect(later.settled).toEqual([]);
  });

  test("long after shows nobody somebody else's ticket", async () => {
    const store = disk();
    await made({ store }).issue.ask(wish);
    const after = made({ store, wall: () => 3_600_000 });
    await after.issue.resume();
    expect(after.issue.step.name).toBe("none");
    expect(after.settled).toMatchObject([{ ticket: "t1", how: "discard" }]);
  });
});

test("a slip of which the printer says nothing is in the client's hand, unless they say that they want none", async () => {
  const gone = made({ print: async () => "unsure" });
  await gone.issue.ask(wish);
  gone.issue.leave();
  expect(gone.settled).toMatchObject([{ how: "confirm" }]);
  const refused = made({ print: async () => "unsure" });
  await refused.issue.ask(wish);
  refused.issue.refuse();
  expect(refused.settled).toMatchObject([{ how: "discard" }]);
});

describe("asking again", () => {
  test("after no answer asks for the same ticket", async () => {
    const keys: string[] = [];
    let up = false;
    const { issue } = made({
      draw: async (_, key) => {
        keys.push(key);
        if (!up) throw cut;
        return ticket;
      },
    });
    await issue.ask(wish);
    expect(issue.step).toMatchObject({ name: "failed", unknown: true });
    up = true;
    await issue.again();
    expect(keys).toEqual(["k1", "k1"]);
    expect(issue.step.name).toBe("shown");
  });

  test("after a refusal asks anew, and says why it was refused", async () => {
    const keys: string[] = [];
    const { issue } = made({
      draw: async (_, key) => {
        keys.push(key);
        throw new Trouble(409, "Зараз зачинено");
      },
    });
    await issue.ask(wish);
    expect(issue.step).toEqual({ name: "failed", message: "Зараз зачинено", unknown: false });
    await issue.ask(wish);
    expect(keys).toEqual(["k1", "k2"]);
  });
});

describe("what became of tickets", () => {
  const settled: Settled = { ticket: "t1", how: "confirm", key: "k1" };

  test("is told until it is known, across restarts and under one key", async () => {
    const store = disk();
    const told: string[] = [];
    let up = false;
    const desk = {
      confirm: async (ticket: string, key: string) => {
        told.push(`${ticket} ${key}`);
        if (!up) throw cut;
      },
      discard: async () => undefined,
    };
    const before = new Handover(() => desk, store);
    await before.settle(settled);
    expect(before.behind).toBe(true);
    up = true;
    const after = new Handover(() => desk, store);
    await after.flush();
    expect(told).toEqual(["t1 k1", "t1 k1"]);
    expect(after.behind).toBe(false);
    expect(new Handover(() => desk, store).behind).toBe(false);
  });

  test("is no longer told when the hall refuses it: it is settled otherwise", async () => {
    const store: Store = { get: () => undefined, set: () => undefined, remove: () => undefined };
    const desk = { confirm: () => Promise.reject(new Trouble(409, "")), discard: async () => undefined };
    const handover = new Handover(() => desk, store);
    await handover.settle(settled);
    expect(handover.behind).toBe(false);
  });
});

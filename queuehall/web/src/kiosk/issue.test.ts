import { describe, expect, test } from "vitest";
import { type Ticket, Trouble } from "$lib/api";
import type { Store } from "$lib/store";
import { Handover, type Settled } from "./handover";
import { Issue, type Means, type Wish } from "./issue";

const ticket: Ticket = { id: "t1", code: "А-017", direction: "d1", ahead: 4, least: 300, most: 900, follow: "https://hall.example/t/x" };
const wish: Wish = { draw: { direction: "d1", lang: "uk", priority: "" } };
const cut = new Trouble(0, "");

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
    const disk = new Map<string, unknown>();
    const store: Store = {
      get: <T>(key: string) => structuredClone(disk.get(key)) as T | undefined,
      set: (key, value) => void disk.set(key, structuredClone(value)),
      remove: (key) => void disk.delete(key),
    };
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

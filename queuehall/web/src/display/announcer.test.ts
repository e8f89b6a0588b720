import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Announcer, type Call, type Known, type Voice } from "./announcer";
import type { Store } from "$lib/store";
import { code, number, type Phrase } from "./speech";

/** A voice that takes its time and writes down what is heard. */
class Recorder implements Voice {
  readonly heard: string[] = [];
  at = 0;
  most = 0;
  broken = false;
  endless = false;

  chime(): Promise<void> {
    return this.#sound("♪", 500);
  }
  say({ lang, pieces }: Phrase): Promise<void> {
    return this.#sound(`${lang}: ${pieces.join(" ")}`, 3000);
  }

  async #sound(what: string, ms: number): Promise<void> {
    this.heard.push(what);
    this.most = Math.max(this.most, ++this.at);
    if (this.endless) return new Promise(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, ms));
    this.at--;
    if (this.broken) throw new Error("no sound card");
  }
}

const call = (id: string, more: Partial<Call> = {}): Known => ({
  id,
  data: { ticket: `А-0${id}`, counter: "3", step: "called", called_at: new Date().toISOString(), recalls: 0, lang: "uk", ...more },
});
const pass = (seconds: number) => vi.advanceTimersByTimeAsync(seconds * 1000);

function made(store?: Store) {
  const voice = new Recorder();
  const speaking: (string | undefined)[] = [];
  return { voice, speaking, announcer: new Announcer(voice, () => Date.now(), (id) => speaking.push(id), store) };
}

/** What the display keeps when it starts anew. */
function disk(): Store {
  const kept = new Map<string, string>();
  return {
    get: <T>(key: string) => (kept.has(key) ? (JSON.parse(kept.get(key)!) as T) : undefined),
    set: (key, value) => void kept.set(key, JSON.stringify(value)),
    remove: (key) => void kept.delete(key),
  };
}

beforeEach(() => void vi.useFakeTimers({ now: new Date("2026-03-29T09:00:00Z") }));
afterEach(() => void vi.useRealTimers());

describe("announcements", () => {
  test("are a chime and the words", async () => {
    const { voice, speaking, announcer } = made();
    announcer.update([call("17")]);
    await pass(10);
    expect(voice.heard).toEqual(["♪", "uk: ticket uk/l0410 n17 counter n3"]);
    expect(speaking).toEqual(["17", undefined]);
  });

  test("never overlap, and come in the order of the calls", async () => {
    const { voice, announcer } = made();
    announcer.update([call("11"), call("12")]);
    announcer.update([call("11"), call("12"), call("13")]);
    await pass(30);
    expect(voice.most).toBe(1);
    expect(voice.heard.filter((h) => h !== "♪").map((h) => h.split(" ")[3])).toEqual(["n11", "n12", "n13"]);
  });

  test("are made again by a recall, and not by anything else", async () => {
    const { voice, announcer } = made();
    announcer.update([call("17")]);
    await pass(10);
    announcer.update([call("17", { counter: "4" })]);
    await pass(10);
    expect(voice.heard).toHaveLength(2);
    announcer.update([call("17", { recalls: 1 })]);
    await pass(10);
    expect(voice.heard).toHaveLength(4);
  });

  test("that wait are made once, however often the client is recalled meanwhile", async () => {
    const { voice, announcer } = made();
    announcer.update([call("11"), call("12")]);
    announcer.update([call("11"), call("12", { recalls: 1 })]);
    announcer.update([call("11"), call("12", { recalls: 2 })]);
    await pass(30);
    expect(voice.heard).toHaveLength(4);
  });

  test("that no longer hold by their turn are not made", async () => {
    const { voice, announcer } = made();
    announcer.update([call("11"), call("12"), call("13")]);
    announcer.update([call("11"), call("13", { step: "serving" })]);
    await pass(30);
    expect(voice.heard).toHaveLength(2);
  });

  test("are in the client's language too", async () => {
    const { voice, announcer } = made();
    announcer.update([call("17", { lang: "en" })]);
    await pass(10);
    expect(voice.heard).toEqual(["♪", "uk: ticket uk/l0410 n17 counter n3", "en: ticket uk/l0410 n17 counter n3"]);
  });

  test("do not wake whoever was called long ago, when the display begins", async () => {
    const { voice, announcer } = made();
    announcer.update([call("17", { called_at: "2026-03-29T08:50:00Z" })]);
    await pass(10);
    expect(voice.heard).toEqual([]);
    announcer.update([call("17", { called_at: "2026-03-29T08:50:00Z", recalls: 1 })]);
    await pass(10);
    expect(voice.heard).toHaveLength(2);
  });

  test("go on when the sound fails, or never ends", async () => {
    const { voice, announcer } = made();
    voice.broken = true;
    announcer.update([call("11")]);
    await pass(10);
    voice.endless = true;
    announcer.update([call("12")]);
    await pass(61);
    voice.broken = voice.endless = false;
    voice.at = 0;
    announcer.update([call("13")]);
    await pass(10);
    expect(voice.heard).toHaveLength(6);
  });

  test("are not made after a cut of what may hold no longer", async () => {
    const { voice, announcer } = made();
    announcer.update([call("11"), call("12")]);
    announcer.silence();
    await pass(30);
    expect(voice.heard).toHaveLength(2);
  });
});

describe("a display that starts anew", () => {
  test("says nothing again, not even what was said a moment ago", async () => {
    const store = disk();
    made(store).announcer.update([call("11")]);
    await pass(5);
    const { voice, announcer } = made(store);
    announcer.update([call("11")]);
    await pass(10);
    expect(voice.heard).toEqual([]);
  });

  test("says what was waiting to be said, and the recall that it missed", async () => {
    const store = disk();
    const long = "2026-03-29T08:50:00Z";
    const before = made(store);
    before.announcer.update([call("11", { called_at: long })]); // was called before the display began
    before.announcer.update([call("11", { called_at: long }), call("12"), call("13")]);
    await pass(1); // 12 is being said
    const { voice, announcer } = made(store);
    announcer.update([call("11", { called_at: long, recalls: 1 }), call("12"), call("13")]);
    await pass(30);
    expect(voice.heard.filter((h) => h !== "♪").map((h) => h.split(" ")[3])).toEqual(["n11", "n13"]);
  });

  test("forgets those who are gone", async () => {
    const store = disk();
    const { announcer } = made(store);
    announcer.update([call("11")]);
    await pass(10);
    announcer.update([]);
    expect(store.get("announced")).toEqual([]);
  });
});

test("after a cut what was waiting is said, if it still holds", async () => {
  const { voice, announcer } = made();
  announcer.update([call("11"), call("12"), call("13")]);
  announcer.silence();
  announcer.update([call("11"), call("13")]);
  await pass(30);
  expect(voice.heard.filter((h) => h !== "♪").map((h) => h.split(" ")[3])).toEqual(["n11", "n13"]);
  expect(voice.most).toBe(1);
});

describe("words", () => {
  test.each([
    [0, "n0"],
    [7, "n7"],
    [20, "n20"],
    [21, "n20 n1"],
    [40, "n40"],
    [100, "n100"],
    [117, "n100 n17"],
    [999, "n900 n90 n9"],
    [1203, "n1 n2 n0 n3"],
  ])("of %d", (n, want) => expect(number(n).join(" ")).toBe(want));

  test.each([
    ["А-017", "uk/l0410 n17"],
    ["ґ-105", "uk/l0490 n100 n5"],
    ["12", "n12"],
    ["3Б", "n3 uk/l0411"],
  ])("of %s", (text, want) => expect(code(text).join(" ")).toBe(want));
});

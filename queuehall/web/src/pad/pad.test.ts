import { connect, type Connection, type Row } from "@hotline/live";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { beat, FakeSocket, pass, picture } from "../../../../internal/live/web/test/fake";
import { newID } from "$lib/id";
import type { Store } from "$lib/store";
import { type Lamp, Pad } from "./pad";

type Frame = Record<string, unknown> & { id: string };

/** What the storage keeps when the tablet starts anew. */
class Disk implements Store {
  readonly #texts = new Map<string, string>();
  get<T>(key: string): T | undefined {
    const text = this.#texts.get(key);
    return text === undefined ? undefined : (JSON.parse(text) as T);
  }
  set(key: string, value: unknown): void {
    this.#texts.set(key, JSON.stringify(value));
  }
  remove(key: string): void {
    this.#texts.delete(key);
  }
}

/** A tablet on a counter whose hall is the test. */
class Tablet {
  readonly boot = newID();
  readonly pad: Pad;
  readonly #connection: Connection;
  readonly #started = Date.now();
  readonly #timer: ReturnType<typeof setInterval>;
  #lamp: Lamp | undefined;
  #accepted: FakeSocket | undefined;

  constructor(disk = new Disk()) {
    FakeSocket.opened = [];
    this.pad = new Pad({
      store: disk,
      boot: this.boot,
      now: () => Date.now() - this.#started - slept,
      wall: () => Date.now() + jump,
      hall: () => (told ? Date.now() : undefined),
      newID,
      send: (frame) => this.#connection.send(frame),
    });
    this.#connection = connect({
      url: "wss://hall.example/api/hall/devices/feed",
      stream: "hall",
      WebSocket: FakeSocket as unknown as typeof WebSocket,
      random: () => 0,
      onSnapshot: (rows) => this.#hear(rows),
      onEvents: () => undefined,
      onState: () => undefined,
      onOpen: () => this.pad.opened(),
      onAck: (ack) => this.pad.ack(ack.id),
    });
    this.#timer = setInterval(() => {
      this.pad.hear(this.#lamp, this.#connection.status().age);
      this.pad.tick();
    }, 1000);
  }

  #hear(rows: readonly Row[]): void {
    this.#lamp = rows[0]?.data as Lamp | undefined;
    this.pad.hear(this.#lamp, 0);
  }

  /** The power fails. */
  off(): void {
    clearInterval(this.#timer);
    this.#connection.close();
  }

  get socket(): FakeSocket {
    return FakeSocket.opened.at(-1)!;
  }

  /** What the hall has heard on this connection. */
  sent(type: string): Frame[] {
    return this.socket.sent.map((text) => JSON.parse(text) as Frame).filter((frame) => frame.type === type);
  }

  /** The hall lets it in and tells of the lamp. */
  lit(nonce: string, mark: 0 | 1 | 2 | 3 = 0): this {
    if (this.socket !== this.#accepted) (this.#accepted = this.socket).accept();
    this.socket.say(picture(5, [{ st: "lamp", id: nonce, ver: 1, data: { nonce, mark } }]));
    return this;
  }

  dark(): this {
    this.socket.say(picture(6, []));
    return this;
  }

  ack(id: string, why = ""): void {
    this.socket.say({ type: "ack", id, why });
  }
}

/** What the clock that does not jump missed, asleep. */
let slept = 0;
/** By what the clock on the wall is wrong. */
let jump = 0;
/** Whether the hall has told its clock. */
let told = false;
beforeEach(() => {
  vi.useFakeTimers({ now: new Date("2026-03-29T01:00:00Z") });
  slept = jump = 0;
  told = false;
});
afterEach(() => void vi.useRealTimers());

describe("lamps", () => {
  // VN-2.4, VN-2.6, VN-2.7
  test("are lit by the call, the pressed one stays alone, all go out at the end", () => {
    const { pad, on } = made();
    expect(pad.shown.lit).toBe("none");
    on.lit("n1");
    expect(pad.shown).toEqual({ nonce: "n1", lit: "all" });
    pad.press(2);
    expect(pad.shown.lit).toBe(2);
    on.dark();
    expect(pad.shown.lit).toBe("none");
  });

  test("that are dark take no press", () => {
    const { pad, on } = made();
    pad.press(3);
    on.socket.accept();
    expect(on.sent("press")).toEqual([]);
  });

  test("take one press and no second", () => {
    const { pad, on } = made();
    on.lit("n1");
    pad.press(1);
    pad.press(3);
    expect(on.sent("press").map((p) => p.mark)).toEqual([1]);
    expect(pad.shown.lit).toBe(1);
  });

  test("show what the hall has, when it is told by a pad that forgot", () => {
    const { pad, on } = made();
    on.lit("n1", 3);
    expect(pad.shown.lit).toBe(3);
    pad.press(1);
    expect(on.sent("press")).toEqual([]);
  });

  test("go out when nothing is heard for so long that a press would come too late", async () => {
    const { pad, on } = made();
    on.lit("n1").socket.end();
    await pass(18);
    expect(pad.shown.lit).toBe("all");
    await pass(5);
    expect(pad.shown.lit).toBe("none");
    on.lit("n1");
    expect(pad.shown.lit).toBe("all");
  });
});

describe("a press", () => {
  // VN-2.5, VN-2.8
  test("is sent at once, with its age, and no more once it is acknowledged", async () => {
    const { pad, on } = made();
    on.lit("n1");
    pad.press(3);
    const [press] = on.sent("press");
    expect(press).toMatchObject({ v: 1, type: "press", nonce: "n1", mark: 3, age_ms: 0 });
    on.ack(press!.id);
    await alive(on, 20);
    expect(on.sent("press")).toHaveLength(1);
  });

  test("made during a cut is sent after it, as old as it is", async () => {
    const { pad, on } = made();
    on.lit("n1").socket.end();
    pad.press(2);
    await pass(3);
    on.lit("n1");
    const [press] = on.sent("press");
    expect(press).toMatchObject({ nonce: "n1", mark: 2, age_ms: 3000 });
    expect(pad.shown.lit).toBe(2);
  });

  test("whose answer is lost is sent again under the same id, until the answer comes", async () => {
    const { pad, on } = made();
    on.lit("n1");
    pad.press(2);
    const [first] = on.sent("press");
    await pass(2);
    const again = on.sent("press");
    expect(again.map((p) => p.id)).toEqual([first!.id, first!.id]);
    expect(again[1]!.age_ms).toBe(2000);
    on.socket.end();
    await pass(1);
    on.lit("n1", 2);
    expect(on.sent("press").map((p) => p.id)).toEqual([first!.id]);
    on.ack(first!.id);
    on.ack(first!.id); // the answer to the one that was sent before
    await pass(5);
    expect(on.sent("press")).toHaveLength(1);
  });

  test("that does not count stays latched: nobody is scolded", () => {
    const { pad, on } = made();
    on.lit("n1");
    pad.press(2);
    on.ack(on.sent("press")[0]!.id, "second");
    expect(pad.shown.lit).toBe(2);
  });

  test("is answered late, when the next client is there: their buttons stay lit", () => {
    const { pad, on } = made();
    on.lit("n1");
    pad.press(2);
    on.lit("n2");
    on.ack(on.sent("press")[0]!.id, "late");
    expect(pad.shown).toEqual({ nonce: "n2", lit: "all" });
    pad.press(1);
    expect(on.sent("press").map((p) => p.nonce)).toEqual(["n1", "n2"]);
  });

  test("survives the tablet's restart: latched and sent, its age by the clock on the wall", async () => {
    const disk = new Disk();
    const before = new Tablet(disk);
    before.lit("n1").socket.end();
    before.pad.press(1);
    before.off();
    await pass(8);
    const after = new Tablet(disk);
    after.lit("n1");
    expect(after.pad.shown.lit).toBe(1);
    const [press] = after.sent("press");
    expect(press).toMatchObject({ nonce: "n1", mark: 1, age_ms: 8000 });
    after.ack(press!.id);
    after.off();
    const third = new Tablet(disk);
    third.lit("n1", 1);
    expect(third.sent("press")).toEqual([]);
    third.off();
  });

  test("is as old as the clock says that does not jump", async () => {
    const { pad, on } = made();
    on.lit("n1").socket.end();
    pad.press(2);
    jump = -3600_000; // the wall's clock is set
    await pass(2);
    on.lit("n1");
    expect(on.sent("press")[0]).toMatchObject({ age_ms: 2000 });
  });

  test("has no age below zero, even when the clock was set back over a restart", () => {
    const disk = new Disk();
    const before = new Tablet(disk);
    before.lit("n1").socket.end();
    before.pad.press(2);
    before.off();
    jump = -60_000;
    const after = new Tablet(disk);
    after.lit("n1");
    expect(after.sent("press")[0]).toMatchObject({ age_ms: 0 });
    after.off();
  });
});

// VN-2.5
describe("the age of a press on a tablet that slept", () => {
  test("is told by the hall's clock, and not before that is heard", async () => {
    const { pad, on } = made();
    on.lit("n1");
    told = true;
    pad.press(2);
    on.socket.end();
    told = false;
    slept = 600_000;
    await pass(600);
    on.lit("n1");
    expect(on.sent("press")).toEqual([]);
    told = true;
    await pass(1);
    expect(on.sent("press")).toMatchObject([{ mark: 2, age_ms: 601_000 }]);
  });

  test("is told by the clock on the wall, when the hall's was never heard", async () => {
    const { pad, on } = made();
    on.lit("n1").socket.end();
    pad.press(2);
    slept = 600_000;
    await pass(600);
    on.lit("n1");
    expect(on.sent("press")).toMatchObject([{ age_ms: 600_000 }]);
  });

  test("whose wall clock was put right over a restart is what the hall says", async () => {
    const disk = new Disk();
    const before = new Tablet(disk);
    before.lit("n1");
    told = true;
    before.pad.press(1);
    before.off();
    jump = 86_000_000;
    await pass(6);
    const after = new Tablet(disk);
    after.lit("n1");
    expect(after.sent("press")[0]).toMatchObject({ age_ms: 6000 });
    after.off();
  });
});

// VN-3.2
describe("a client who was pressed to", () => {
  test("says so once, during the visit or shortly after", async () => {
    const { pad, on } = made();
    expect(pad.pressure).toBe("none");
    on.lit("n1").dark();
    await alive(on, 60);
    expect(pad.pressure).toBe("open");
    pad.reportPressure();
    pad.reportPressure();
    expect(pad.pressure).toBe("said");
    expect(on.sent("pressure")).toMatchObject([{ nonce: "n1", age_ms: 0 }]);
    await alive(on, 70);
    expect(pad.pressure).toBe("none");
  });
});

// VN-3.3
describe("health", () => {
  test("is told with each connection, every ten seconds, and at once when something changes", async () => {
    const { pad, on } = made();
    on.lit("n1");
    expect(on.sent("health")).toMatchObject([{ boot: on.boot, lit: false, nonce: "", lamps: "ok", buttons: "ok", stuck: [] }]);
    pad.checked({ lit: "n1", lamps: "ok", stuck: [] });
    pad.checked({ lit: "n1", lamps: "ok", stuck: [] });
    expect(on.sent("health")).toHaveLength(2);
    expect(on.sent("health")[1]).toMatchObject({ lit: true, nonce: "n1" });
    await alive(on, 10);
    expect(on.sent("health")).toHaveLength(3);
    pad.checked({ lit: "n1", lamps: "ok", stuck: [2] });
    expect(on.sent("health")[3]).toMatchObject({ buttons: "fault", stuck: [2] });
  });
});

function made(): { pad: Pad; on: Tablet } {
  const on = new Tablet();
  return { pad: on.pad, on };
}

/** Lets time pass on a line that beats. */
async function alive(on: Tablet, seconds: number): Promise<void> {
  for (let passed = 0; passed < seconds; passed += 5) {
    await pass(5);
    on.socket.say(beat(6, 0));
  }
}

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { beat, delta, event, FakeSocket, news, Page, pass, picture, row } from "./fake";

beforeEach(() => void vi.useFakeTimers({ now: new Date("2026-03-29T01:00:00Z") }));
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

describe("what is shown", () => {
  test("a picture first, then what happens", () => {
    const page = new Page();
    expect(page.state).toBe("connecting");
    page.socket.accept();
    expect(page.socket.frames("hello")).toEqual([{ v: 1, type: "hello", stream: "cases", epoch: "", offset: 0 }]);
    page.socket.say(picture(7, [row("a", 2), row("b", 1)])).say(news(8, 7, event(8, "b", 2)));
    expect(page.versions).toEqual({ a: 2, b: 2 });
    expect(page.states.map((s) => s.state)).toEqual(["live"]);
  });

  test("an older or equal version is dropped, a later one taken, however far", () => {
    const page = new Page();
    page.socket.accept().say(picture(5, [row("a", 3)]));
    page.socket.say(news(9, 0, event(6, "a", 2), event(7, "a", 3), event(8, "a", 9), event(9, "a", 8)));
    expect(page.told).toEqual(["a9"]);
  });

  test("what was removed does not come back with an older version, but with a later one", () => {
    const page = new Page();
    page.socket.accept().say(picture(5, [row("a", 3)]));
    page.socket.say(news(7, 0, event(6, "a", 5, true), event(7, "a", 4)));
    expect(page.versions).toEqual({});
    page.socket.say(news(8, 7, event(8, "a", 6)));
    expect(page.versions).toEqual({ a: 6 });
  });

  test("a picture replaces what was known, its versions too", () => {
    const page = new Page();
    page.socket.accept().say(picture(5, [row("a", 3), row("b", 9)]));
    page.socket.say(picture(2, [row("b", 1)], undefined, "e2")).say(news(3, 2, event(3, "b", 2)));
    expect(page.versions).toEqual({ b: 2 });
  });

  test("a frame of a later server beside the known ones is passed over", () => {
    const page = new Page();
    page.socket.accept().say({ type: "weather" }).say(picture(1, []));
    expect(page.state).toBe("live");
  });
});

describe("coming back", () => {
  test("says where it was and takes what happened since", async () => {
    const page = new Page();
    page.socket.accept().say(picture(5, [row("a", 1)])).say(beat(9, 5)).end();
    expect(page.state).toBe("stale");
    await pass(1);
    expect(page.socket.accept().frames("hello")).toMatchObject([{ epoch: "e1", offset: 9 }]);
    page.socket.say(delta(11, event(11, "a", 2)));
    expect(page.versions).toEqual({ a: 2 });
    expect(page.pictures).toBe(1);
    expect(page.state).toBe("live");
  });

  test("waits 1 to 16 seconds, longer each time, and never all at once", async () => {
    let jitter = 0;
    const page = new Page({ random: () => jitter });
    const waits = [1, 2, 4, 8, 16, 16];
    for (const [i, wait] of waits.entries()) {
      page.socket.end(4000);
      await pass(wait - 0.01);
      expect(FakeSocket.opened).toHaveLength(i + 1);
      await pass(0.01);
      expect(FakeSocket.opened).toHaveLength(i + 2);
    }
    jitter = 1;
    page.socket.end(4000);
    await pass(23.9);
    expect(FakeSocket.opened).toHaveLength(waits.length + 1);
    await pass(0.1);
    expect(FakeSocket.opened).toHaveLength(waits.length + 2);
  });

  test("a server that lets in and at once throws out is not hurried", async () => {
    const page = new Page();
    for (const wait of [1, 2, 4]) {
      page.socket.accept().say(picture(1, [])).end(4000);
      await pass(wait - 0.01);
      const before = FakeSocket.opened.length;
      await pass(0.01);
      expect(FakeSocket.opened).toHaveLength(before + 1);
    }
    page.socket.accept().say(picture(1, [])).say(beat(1, 0)).end(4000); // this one held
    await pass(1);
    expect(FakeSocket.opened).toHaveLength(5);
  });

  test("at once when the network is back or somebody asks", () => {
    const page = new Page();
    page.socket.end();
    page.connection.retry();
    expect(FakeSocket.opened).toHaveLength(2);
    page.connection.retry();
    expect(FakeSocket.opened).toHaveLength(2);
  });

  test.each([
    [4001, "signed_out"],
    [4002, "refused"],
  ])("not at all after %i", async (code, state) => {
    const page = new Page();
    page.socket.accept().say(picture(1, [])).end(code);
    await pass(3600);
    expect(page.state).toBe(state);
    expect(FakeSocket.opened).toHaveLength(1);
  });

  test("not at all when the server speaks another version", async () => {
    for (const text of ['{"v":2,"type":"snapshot"}', "<html>"]) {
      const page = new Page();
      page.socket.accept().sayText(text);
      await pass(3600);
      expect(page.state).toBe("refused");
      expect(page.socket.closed).toBe(true);
      expect(FakeSocket.opened).toHaveLength(1);
    }
  });

  test("not when it was closed", async () => {
    const page = new Page();
    page.socket.accept().say(picture(1, []));
    page.connection.close();
    page.socket.say(news(2, 1, event(2, "a", 1))).end();
    await pass(3600);
    expect(page.told).toEqual([]);
    expect(FakeSocket.opened).toHaveLength(1);
    expect(page.states).toHaveLength(1);
  });
});

describe("freshness", () => {
  test("beats are answered, and their clock told", () => {
    const page = new Page();
    page.socket.accept().say(picture(1, [])).say(beat(1, 0, { now: "2026-03-29T01:00:05Z" }));
    expect(page.socket.frames("beat")).toHaveLength(1);
    expect(page.clock).toBe("2026-03-29T01:00:05Z");
  });

  test("silence is stale after two beats and over after three", async () => {
    const page = new Page();
    page.socket.accept().say(picture(1, []));
    await pass(10.9);
    expect(page.state).toBe("live");
    await pass(0.1);
    expect(page.state).toBe("stale");
    expect(page.connection.status().age).toBe(11_000);
    await pass(4);
    expect(FakeSocket.opened[0]!.closed).toBe(true);
    await pass(1);
    expect(FakeSocket.opened).toHaveLength(2);
    page.socket.accept().say(delta(1));
    expect(page.state).toBe("live");
    expect(page.connection.status().age).toBe(0);
  });

  test("a machine that slept holds nothing for fresh: it comes back at once, and knows how old all is", async () => {
    const page = new Page();
    page.socket.accept().say(picture(1, []));
    await pass(1);
    vi.spyOn(performance, "now").mockImplementation(((began) => () => Date.now() - began - 600_000)(Date.now() - performance.now()));
    vi.setSystemTime(Date.now() + 600_000); // the clock on the wall went on, and no timer did
    await pass(1);
    expect(page.state).toBe("stale");
    expect(page.connection.status().age).toBe(602_000);
    await pass(1);
    expect(FakeSocket.opened).toHaveLength(2);
    page.socket.accept().say(delta(1));
    expect(page.connection.status().age).toBe(0);
  });

  test("the age of the data is by no clock that somebody set back", async () => {
    const page = new Page();
    page.socket.accept().say(picture(1, []));
    const began = Date.now() - performance.now();
    vi.setSystemTime(Date.now() - 3600_000);
    vi.spyOn(performance, "now").mockImplementation(() => Date.now() + 3600_000 - began);
    await pass(12);
    expect(page.state).toBe("stale");
    expect(page.connection.status().age).toBe(12_000);
  });

  test("a server that hears nothing new makes the data stale though it beats", async () => {
    const page = new Page();
    page.socket.accept().say(picture(1, []));
    for (let i = 0; i < 4; i++) {
      await pass(5);
      page.socket.say(beat(1, 0, { stale: true }));
    }
    expect(page.state).toBe("stale");
    expect(page.connection.status().age).toBe(20_000);
    expect(FakeSocket.opened).toHaveLength(1);
    page.socket.say(beat(1, 1));
    expect(page.states.map((s) => s.state)).toEqual(["live", "stale", "live"]);
  });

  test("a socket that never opens is given up", async () => {
    const page = new Page();
    await pass(16);
    expect(FakeSocket.opened).toHaveLength(2);
    expect(page.state).toBe("connecting");
    expect(page.states).toEqual([]);
  });
});

describe("a gap", () => {
  test("makes it ask for what was lost and trust nothing before the answer", () => {
    const page = new Page();
    page.socket.accept().say(picture(5, [row("a", 1)])).say(news(9, 7, event(9, "a", 3)));
    expect(page.state).toBe("stale");
    page.socket.say(beat(9, 9)).say(news(10, 9, event(10, "b", 1)));
    expect(page.versions).toEqual({ a: 1 });
    expect(page.socket.frames("hello").slice(1)).toMatchObject([{ epoch: "e1", offset: 5 }]);
    page.socket.say(delta(10, event(9, "a", 3), event(10, "b", 1))).say(news(11, 10, event(11, "b", 2)));
    expect(page.versions).toEqual({ a: 3, b: 2 });
    expect(page.state).toBe("live");
  });

  test("is none when quiet passed by: beats say how far", () => {
    const page = new Page();
    page.socket.accept().say(picture(5, [])).say(beat(20, 3)).say(beat(40, 20)).say(news(41, 40, event(41, "a", 1)));
    expect(page.socket.frames("hello")).toHaveLength(1);
    expect(page.versions).toEqual({ a: 1 });
  });

  test("a beat before the first picture says nothing", () => {
    const page = new Page();
    page.socket.accept().say(beat(20, 20)).say(picture(5, [row("a", 1)]));
    expect(page.socket.frames("hello")).toHaveLength(1);
    page.socket.end();
    expect(page.versions).toEqual({ a: 1 });
  });
});

test("a notice is passed on and changes nothing else", () => {
  const told: string[] = [];
  const page = new Page({ onNotice: (about) => told.push(about) });
  page.socket.accept().say(picture(5, [])).say({ type: "notice", about: "phone" });
  expect(told).toEqual(["phone"]);
  expect(page.state).toBe("live");
  expect(page.socket.frames("hello")).toHaveLength(1);
  page.connection.close();
});

describe("a device", () => {
  const credential = { token: "secret" };

  test("proves who it is in its hello", () => {
    const page = new Page({ stream: "hall", credential });
    page.socket.accept();
    expect(page.socket.frames("hello")).toEqual([{ v: 1, type: "hello", stream: "hall", epoch: "", offset: 0, credential }]);
  });

  test("sends frames of its own once there is somebody to send them to, and hears the answers", async () => {
    let opened = 0;
    const acks: unknown[] = [];
    const page = new Page({ credential, onOpen: () => opened++, onAck: (ack) => acks.push(ack) });
    expect(page.connection.send({ type: "press" })).toBe(false);
    page.socket.accept();
    expect(opened).toBe(1);
    expect(page.connection.send({ type: "press", id: "a" })).toBe(true);
    expect(page.socket.frames("press")).toEqual([{ v: 1, type: "press", id: "a" }]);
    page.socket.say({ type: "ack", id: "a", why: "late" });
    expect(acks).toEqual([{ v: 1, type: "ack", id: "a", why: "late" }]);
    page.socket.end();
    expect(page.connection.send({ type: "press" })).toBe(false);
    await pass(1);
    page.socket.accept();
    expect(opened).toBe(2);
  });

  test("that works elsewhere now comes back when it is asked to, not by itself", async () => {
    const page = new Page({ credential });
    page.socket.accept().say(picture(5, [])).end(4003);
    expect(page.state).toBe("taken_over");
    await pass(60);
    globalThis.dispatchEvent?.(new Event("online"));
    expect(FakeSocket.opened).toHaveLength(1);
    page.connection.retry();
    expect(page.state).toBe("stale");
    page.socket.accept().say(delta(6));
    expect(page.state).toBe("live");
  });

  test("that sends what is not its to send is refused", () => {
    const page = new Page({ credential });
    page.socket.accept().say(picture(5, [])).end(4004);
    expect(page.state).toBe("refused");
  });
});

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { beat, event, FakeSocket, news, Page, pass, picture, row } from "./fake";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const answer = (body: object, ok = true): Response => ({ ok, status: ok ? 200 : 503, json: async () => body }) as Response;

test("a picture of several pages is shown when it is complete, with what happened meanwhile", async () => {
  let release: () => void = () => undefined;
  const load = vi.fn(async (address: unknown) => {
    if (address === "/rows?2") return answer({ rows: [row("b", 3)], next: "/rows?3" });
    await new Promise<void>((resolve) => (release = resolve));
    return answer({ rows: [row("c", 1)] });
  });
  const page = new Page({ fetch: load as unknown as typeof fetch });
  page.socket.accept().say(picture(5, [row("a", 1)], "/rows?2"));
  page.socket.say(news(7, 5, event(6, "b", 2), event(7, "a", 2))).say(beat(8, 7));
  await pass(0);
  expect(page.pictures).toBe(0);
  expect(page.socket.frames("beat")).toHaveLength(1);
  release();
  await pass(0);
  expect(page.versions).toEqual({ a: 2, b: 3, c: 1 });
  expect(page.told).toEqual(["a2"]);
  page.socket.end();
  await pass(1);
  expect(page.socket.accept().frames("hello")).toMatchObject([{ epoch: "e1", offset: 8 }]);
});

test("the first rows there ever were are told before the rest, those of a later picture are not", async () => {
  const begun: number[] = [];
  const load = vi.fn(async () => answer({ rows: [row("b", 1)] }));
  const page = new Page({ fetch: load as unknown as typeof fetch, onBegin: (rows) => begun.push(rows.length) });
  page.socket.accept().say(picture(5, [row("a", 1)], "/rows?2"));
  expect(begun).toEqual([1]);
  await pass(0);
  expect(page.versions).toEqual({ a: 1, b: 1 });
  page.socket.say(picture(9, [row("a", 2)], "/rows?2", "e2"));
  await pass(0);
  expect(page.versions).toEqual({ a: 2, b: 1 });
  expect(begun).toEqual([1]);
});

test("a page that fails is asked for again", async () => {
  const load = vi
    .fn()
    .mockRejectedValueOnce(new TypeError("network"))
    .mockResolvedValueOnce(answer({}, false))
    .mockResolvedValueOnce(answer({ rows: [row("b", 1)] }));
  const page = new Page({ fetch: load });
  page.socket.accept().say(picture(5, [], "/rows?2"));
  await pass(3);
  expect(page.versions).toEqual({ b: 1 });
});

test("pages that keep failing cost the connection, not the place where it was", async () => {
  const load = vi.fn().mockRejectedValue(new TypeError("network"));
  const page = new Page({ fetch: load });
  page.socket.accept().say(picture(5, [row("a", 1)])).say(picture(50, [], "/rows?2", "e2"));
  await pass(3);
  expect(FakeSocket.opened[0]!.closed).toBe(true);
  expect(page.state).toBe("stale");
  await pass(1);
  expect(page.socket.accept().frames("hello")).toMatchObject([{ epoch: "e1", offset: 5 }]);
});

test("a connection that ends while pages are read leaves them", async () => {
  let aborted = false;
  const load = vi.fn((_: unknown, init: RequestInit) => {
    init.signal!.addEventListener("abort", () => (aborted = true));
    return new Promise<Response>(() => undefined);
  });
  const page = new Page({ fetch: load as unknown as typeof fetch });
  page.socket.accept().say(picture(5, [], "/rows?2"));
  page.socket.end();
  await pass(0.5);
  expect(aborted).toBe(true);
  expect(page.pictures).toBe(0);
});

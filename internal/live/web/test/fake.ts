import { vi } from "vitest";
import { connect, type Connection, type FeedEvent, type Options, type Row, type Status } from "../src/index";

/** A WebSocket whose other end is the test. */
export class FakeSocket {
  static opened: FakeSocket[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  readonly sent: string[] = [];
  closed = false;

  constructor(readonly url: string) {
    FakeSocket.opened.push(this);
  }

  send(text: string): void {
    this.sent.push(text);
  }

  close(): void {
    this.closed = true;
  }

  /** The server accepts. */
  accept(): this {
    this.onopen?.();
    return this;
  }

  /** The server sends a frame. */
  say(frame: object): this {
    this.onmessage?.({ data: JSON.stringify({ v: 1, ...frame }) });
    return this;
  }

  sayText(text: string): this {
    this.onmessage?.({ data: text });
    return this;
  }

  /** The connection ends; 1006 is a broken line. */
  end(code = 1006): void {
    this.onclose?.({ code });
  }

  /** The frames of a type that the client sent. */
  frames(type: string): { epoch: string; offset: number }[] {
    return this.sent.map((text) => JSON.parse(text)).filter((frame) => frame.type === type);
  }
}

/** A page that follows the feed and writes down what it is told. */
export class Page {
  readonly connection: Connection;
  rows = new Map<string, Row>();
  pictures = 0;
  readonly told: string[] = [];
  readonly states: Status[] = [];
  clock = "";

  constructor(options: Partial<Options> = {}) {
    FakeSocket.opened = [];
    this.connection = connect({
      url: "wss://hotline.example/api/feed",
      WebSocket: FakeSocket as unknown as typeof WebSocket,
      random: () => 0,
      onSnapshot: (rows) => {
        this.pictures++;
        this.rows = new Map(rows.map((row) => [row.id, row]));
      },
      onEvents: (events) => events.forEach((event) => this.#apply(event)),
      onState: (status) => this.states.push(status),
      onClock: (now) => (this.clock = now),
      ...options,
    });
  }

  #apply(event: FeedEvent): void {
    this.told.push(`${event.id}${event.ver}`);
    if (event.removed) this.rows.delete(event.id);
    else this.rows.set(event.id, row(event.id, event.ver));
  }

  get socket(): FakeSocket {
    return FakeSocket.opened.at(-1)!;
  }

  get state(): string {
    return this.connection.status().state;
  }

  get versions(): Record<string, number> {
    return Object.fromEntries([...this.rows.values()].map((r) => [r.id, r.ver]));
  }
}

export function row(id: string, ver: number): Row {
  return { st: "case", id, ver, data: { id, version: ver } };
}

export function event(pos: number, id: string, ver: number, removed?: true): object {
  const e = { pos, type: "case.test", st: "case", id, ver, at: "2026-03-29T01:00:00Z" };
  return removed ? { ...e, removed } : { ...e, data: { id, version: ver } };
}

export const picture = (offset: number, rows: Row[], next?: string, epoch = "e1"): object => ({
  type: "snapshot", epoch, offset, rows, ...(next === undefined ? {} : { next }),
});
export const delta = (offset: number, ...events: object[]): object => ({ type: "delta", epoch: "e1", offset, events });
export const news = (offset: number, after: number, ...events: object[]): object => ({ type: "events", offset, after, events });
export const beat = (offset: number, after: number, more: object = {}): object => ({
  type: "beat", offset, after, now: "2026-03-29T01:00:00Z", ...more,
});

/** Lets time pass, and what it sets free. */
export const pass = (seconds: number): Promise<unknown> => vi.advanceTimersByTimeAsync(seconds * 1000);

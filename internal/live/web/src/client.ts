import type { AckFrame, FeedEvent, Place, Row } from "./protocol";
import { Line, type Ending } from "./line";
import { Run } from "./run";
import { Versions } from "./versions";

/**
 * How the data stand. "stale": what is shown may be out of date; the client is coming back by itself, or the server hears
 * nothing new. "signed_out": it does not come back before somebody has signed in. "refused": server and client do
 * not understand each other, the page has to be loaded again. "taken_over": the same device is at work elsewhere; it
 * does not come back before somebody asks for it.
 */
export type State = "connecting" | "live" | "stale" | "signed_out" | "refused" | "taken_over";

export interface Status {
  state: State;
  /** When the data were last known to be up to date, milliseconds since 1970; undefined before the first picture. */
  freshAt: number | undefined;
  /** Milliseconds since then, 0 before the first picture; by no clock that somebody may set. */
  age: number;
}

export interface Options {
  /** The feed's address: ws:, wss:, or a path of this page's origin. */
  url: string;
  /** The stream, "cases" when absent. */
  stream?: string;
  /** By which a device proves who it is; a person has their session. */
  credential?: object;
  /** The first rows there ever were: something to show until the whole picture has come. */
  onBegin?(rows: readonly Row[]): void;
  /** A complete picture, in the place of all that was known. */
  onSnapshot(rows: readonly Row[]): void;
  /** Changes since, in their order; each is newer than what was told of its subject before. */
  onEvents(events: readonly FeedEvent[]): void;
  /** Called when the state changes. */
  onState(status: Status): void;
  /** Called with the server's clock, RFC 3339, as often as it is told. */
  onClock?(now: string): void;
  /** Called when something of this person's own has changed, by what it is about. */
  onNotice?(about: string): void;
  /** Called when a connection can be written to, each time there is a new one. */
  onOpen?(): void;
  /** Called with the answer to something that was sent. */
  onAck?(ack: AckFrame): void;
  /** For tests: what a browser gives. */
  WebSocket?: typeof WebSocket;
  fetch?: typeof fetch;
  random?(): number;
}

export interface Connection {
  status(): Status;
  /** Comes back at once if it is waiting to, or was taken over. */
  retry(): void;
  /** Sends a frame of this client's own; false while there is no connection. It may be lost all the same: what matters is acknowledged. */
  send(frame: object): boolean;
  /** Ends it; nothing is called afterwards. */
  close(): void;
}

const shortestWait = 1_000;
const longestWait = 16_000;
const pulse = 1_000;

/** Opens the feed and keeps it open. */
export function connect(options: Options): Connection {
  return new Client(options);
}

class Client implements Connection {
  readonly #options: Options;
  #place: Place = { epoch: "", offset: 0 };
  #versions = new Versions();
  #line: Line | undefined;
  #state: State = "connecting";
  #freshAt: number | undefined;
  #tries = 0;
  #waiting: ReturnType<typeof setTimeout> | undefined;
  #closed = false;
  readonly #online = () => this.#hurry();
  readonly #run = new Run();
  /** When the data were last fresh, by the clock that does not jump. */
  #freshRun = 0;
  readonly #pulse = setInterval(() => this.#beatOfOurs(), pulse);

  constructor(options: Options) {
    this.#options = options;
    globalThis.addEventListener?.("online", this.#online);
    this.#open();
  }

  status(): Status {
    const age = this.#freshAt === undefined ? 0 : Math.max(0, this.#run.now() - this.#freshRun);
    return { state: this.#state, freshAt: this.#freshAt, age };
  }

  retry(): void {
    if (this.#state !== "taken_over") {
      this.#hurry();
      return;
    }
    this.#become(this.#without());
    this.#open();
  }

  send(frame: object): boolean {
    return this.#line?.send(frame) ?? false;
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#waiting);
    this.#waiting = undefined;
    clearInterval(this.#pulse);
    globalThis.removeEventListener?.("online", this.#online);
    this.#line?.close();
  }

  #hurry(): void {
    if (this.#waiting === undefined) return;
    clearTimeout(this.#waiting);
    this.#open();
  }

  /** After a sleep nobody knows what was missed, and no timer has noticed: timers slept too. */
  #beatOfOurs(): void {
    if (this.#run.slept()) this.#line?.giveUp();
  }

  #open(): void {
    this.#waiting = undefined;
    const { url, stream = "cases", credential, WebSocket: Socket, fetch: load } = this.#options;
    this.#line = new Line(new (Socket ?? WebSocket)(address(url)), { stream, credential }, this.#place, load ?? fetch, {
      opened: () => this.#options.onOpen?.(),
      begun: (rows) => {
        if (this.#freshAt === undefined) this.#options.onBegin?.(rows);
      },
      picture: (place, rows) => {
        this.#place = place;
        this.#versions = new Versions(rows);
        this.#options.onSnapshot(rows);
      },
      changes: (place, events) => {
        this.#place = place;
        const fresh = this.#versions.take(events);
        if (fresh.length > 0) this.#options.onEvents(fresh);
      },
      fresh: (fresh) => {
        if (fresh) {
          this.#freshAt = Date.now();
          this.#freshRun = this.#run.now();
        }
        this.#become(fresh ? "live" : this.#without());
      },
      clock: (now) => {
        this.#tries = 0; // it has held for a while
        this.#options.onClock?.(now);
      },
      notice: (about) => this.#options.onNotice?.(about),
      ack: (frame) => this.#options.onAck?.(frame),
      ended: (ending) => this.#ended(ending),
    });
  }

  #ended(ending: Ending): void {
    if (this.#closed) return;
    if (ending !== "lost") {
      this.#become(ending);
      return;
    }
    this.#become(this.#without());
    const wait = Math.min(longestWait, shortestWait * 2 ** this.#tries);
    this.#tries++;
    const jitter = (this.#options.random ?? Math.random)();
    this.#waiting = setTimeout(() => this.#open(), wait * (1 + jitter / 2));
  }

  /** The state without news: there is something to show, or not yet. */
  #without(): State {
    return this.#freshAt === undefined ? "connecting" : "stale";
  }

  #become(state: State): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#options.onState(this.status());
  }
}

/** Makes a WebSocket's address of a path. */
function address(url: string): string {
  if (/^wss?:/.test(url)) return url;
  return new URL(url, location.href).href.replace(/^http/, "ws");
}

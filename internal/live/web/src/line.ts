import {
  type AckFrame,
  beat,
  type BeatFrame,
  closeCode,
  type DeltaFrame,
  type EventsFrame,
  type FeedEvent,
  type Frame,
  hello,
  parse,
  type Place,
  type Row,
  type SnapshotFrame,
  UnknownProtocol,
  version,
} from "./protocol";
import { readPages } from "./pages";

/** Why a line ended: it may be opened again, or not. */
export type Ending = "lost" | "signed_out" | "refused" | "taken_over";

/** What a line tells its client. */
export interface Listener {
  /** It is open and has said hello: what is sent from now on follows it. */
  opened(): void;
  /** The first rows of a picture whose rest is still being read. */
  begun(rows: readonly Row[]): void;
  picture(place: Place, rows: readonly Row[]): void;
  changes(place: Place, events: readonly FeedEvent[]): void;
  /** Whether the data are known to be up to date now. */
  fresh(fresh: boolean): void;
  clock(now: string): void;
  notice(about: string): void;
  ack(frame: AckFrame): void;
  ended(ending: Ending): void;
}

/** The server beats every 5 s: after two that did not come the data are old, after three the line is dead. */
const oldAfter = 11_000;
const deadAfter = 15_000;

/** One connection, from its hello to its end. */
export class Line {
  readonly #socket: WebSocket;
  readonly #stream: string;
  readonly #credential: object | undefined;
  readonly #listener: Listener;
  readonly #load: typeof fetch;
  readonly #abort = new AbortController();
  #place: Place;
  /** Whether it knows where it stands: after a picture or a delta, until something is found to be lost. */
  #knows = false;
  /** What came while the rest of a picture was being read. */
  #held: Frame[] | undefined;
  #old: ReturnType<typeof setTimeout> | undefined;
  #dead: ReturnType<typeof setTimeout> | undefined;
  #open = false;
  #ended = false;

  constructor(socket: WebSocket, who: { stream: string; credential: object | undefined }, place: Place, load: typeof fetch, listener: Listener) {
    this.#socket = socket;
    this.#stream = who.stream;
    this.#credential = who.credential;
    this.#place = place;
    this.#load = load;
    this.#listener = listener;
    socket.onopen = () => {
      this.#sayHello();
      this.#open = true;
      listener.opened();
    };
    socket.onmessage = (event: MessageEvent) => this.#hear(String(event.data));
    socket.onclose = (event: CloseEvent) => this.#end(endingOf(event.code));
    this.#watch();
  }

  /** Sends a frame of the client's own; false while there is nobody to send it to. */
  send(frame: object): boolean {
    if (!this.#open || this.#ended) return false;
    this.#socket.send(JSON.stringify({ v: version, ...frame }));
    return true;
  }

  /** Ends it without a word to the listener. */
  close(): void {
    this.#quiet();
    this.#socket.close();
  }

  #sayHello(): void {
    this.#knows = false;
    this.#socket.send(hello(this.#stream, this.#place, this.#credential));
  }

  #hear(text: string): void {
    if (this.#ended) return;
    this.#watch();
    try {
      const frame = parse(text);
      if (frame === undefined) return;
      if (frame.type === "beat") this.#socket.send(beat); // whatever else is going on, we are here
      this.#receive(frame);
    } catch (error) {
      if (!(error instanceof UnknownProtocol) && !(error instanceof SyntaxError)) throw error;
      this.#end("refused");
      this.#socket.close();
    }
  }

  #receive(frame: Frame): void {
    if (frame.type === "notice") {
      this.#listener.notice(frame.about);
      return;
    }
    if (frame.type === "ack") {
      this.#listener.ack(frame);
      return;
    }
    if (this.#held !== undefined) {
      this.#held.push(frame);
      return;
    }
    switch (frame.type) {
      case "snapshot":
        void this.#takeSnapshot(frame);
        break;
      case "delta":
        this.#takeDelta(frame);
        break;
      case "events":
      case "beat":
        this.#takeNews(frame);
        break;
    }
  }

  async #takeSnapshot(frame: SnapshotFrame): Promise<void> {
    let rows = frame.rows;
    if (frame.next !== undefined) {
      this.#knows = false;
      this.#held = [];
      this.#listener.begun(rows);
      try {
        rows = rows.concat(await readPages(frame.next, this.#abort.signal, this.#load));
      } catch {
        this.giveUp();
        return;
      }
      if (this.#ended) return;
    }
    this.#settle({ epoch: frame.epoch, offset: frame.offset });
    this.#listener.picture(this.#place, rows);
    this.#listener.fresh(true);
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const later of held) this.#receive(later);
  }

  #takeDelta(frame: DeltaFrame): void {
    this.#settle({ epoch: frame.epoch, offset: frame.offset });
    this.#listener.changes(this.#place, frame.events);
    this.#listener.fresh(true);
  }

  #takeNews(frame: EventsFrame | BeatFrame): void {
    if (frame.type === "beat") this.#listener.clock(frame.now);
    if (this.#knows && this.#place.offset < frame.after) {
      this.#sayHello(); // something before it was lost
      this.#listener.fresh(false);
    }
    if (!this.#knows) return;
    this.#place = { epoch: this.#place.epoch, offset: Math.max(this.#place.offset, frame.offset) };
    this.#listener.changes(this.#place, frame.type === "events" ? frame.events : []);
    this.#listener.fresh(frame.type === "events" || frame.stale !== true);
  }

  #settle(place: Place): void {
    this.#place = place;
    this.#knows = true;
  }

  #watch(): void {
    clearTimeout(this.#old);
    clearTimeout(this.#dead);
    this.#old = setTimeout(() => this.#listener.fresh(false), oldAfter);
    this.#dead = setTimeout(() => this.giveUp(), deadAfter);
  }

  /** Gives the line up; the socket's own close may take as long as the network likes. */
  giveUp(): void {
    if (this.#ended) return;
    this.#end("lost");
    this.#socket.close();
  }

  #end(ending: Ending): void {
    if (this.#ended) return;
    this.#quiet();
    this.#listener.ended(ending);
  }

  #quiet(): void {
    this.#ended = true;
    this.#abort.abort();
    clearTimeout(this.#old);
    clearTimeout(this.#dead);
  }
}

function endingOf(code: number): Ending {
  if (code === closeCode.signIn) return "signed_out";
  if (code === closeCode.badFrame || code === closeCode.notAllowed) return "refused";
  if (code === closeCode.takenOver) return "taken_over";
  return "lost";
}

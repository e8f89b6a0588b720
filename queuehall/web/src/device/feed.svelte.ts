import { connect, type AckFrame, type Connection, type Row, type State } from "@hotline/live";
import { clock } from "$lib/clock.svelte";

/** A subject of the feed: its id and what is to be known of it. */
export interface Known<T> {
  id: string;
  ver: number;
  data: T;
}

/** The live feed of this device, or of whoever has signed in: what there is now of each subject, and how fresh it is. */
export class Feed {
  state = $state<State>("connecting");
  freshAt = $state<number | undefined>(undefined);
  #rows = $state.raw<readonly Row[]>([]);
  #connection: Connection | undefined;
  readonly #token: string | undefined;

  /** Called when frames can be sent, with each new connection. */
  onOpen: (() => void) | undefined;
  onAck: ((ack: AckFrame) => void) | undefined;

  /** Without a token it is a person's, who has their session. */
  constructor(token?: string) {
    this.#token = token;
  }

  start(): void {
    this.#connection = connect({
      ...(this.#token === undefined
        ? { url: "/api/hall/feed" }
        : { url: "/api/hall/devices/feed", credential: { token: this.#token } }),
      stream: "hall",
      onSnapshot: (rows) => (this.#rows = rows),
      onEvents: (events) => {
        const rows = new Map(this.#rows.map((row) => [row.id, row]));
        for (const event of events) {
          if (event.removed) rows.delete(event.id);
          else rows.set(event.id, { st: event.st, id: event.id, ver: event.ver, data: event.data });
        }
        this.#rows = [...rows.values()];
      },
      onState: (status) => {
        this.state = status.state;
        this.freshAt = status.freshAt;
      },
      onClock: (now) => {
        clock.set(now);
        this.freshAt = this.#connection?.status().freshAt;
      },
      onOpen: () => this.onOpen?.(),
      onAck: (ack) => this.onAck?.(ack),
    });
  }

  stop(): void {
    this.#connection?.close();
    this.#connection = undefined;
  }

  /** Asks to come back now: after a cut, or in the place of the same device elsewhere. */
  retry(): void {
    this.#connection?.retry();
  }

  send(frame: object): boolean {
    return this.#connection?.send(frame) ?? false;
  }

  /** What there is of a subject. */
  of<T>(subject: string): Known<T>[] {
    return this.#rows.filter((row) => row.st === subject).map(({ id, ver, data }) => ({ id, ver, data: data as T }));
  }
}

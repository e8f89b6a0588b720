import { connect, type AckFrame, type Connection, type Row, type State, type Status } from "@hotline/live";
import { clock } from "$lib/clock.svelte";

/** A subject of the feed: its id and what is to be known of it. */
export interface Known<T> {
  id: string;
  ver: number;
  data: T;
}

/** By how many milliseconds the device's two clocks may differ before one of them has stood still or was set. */
const trust = 2_000;

/** The live feed of this device, or of whoever has signed in: what there is now of each subject, and how fresh it is. */
export class Feed {
  state = $state<State>("connecting");
  /** When what is known was last up to date, by the hall's clock; undefined before there is anything. */
  freshAt = $state<number | undefined>(undefined);
  #rows = $state.raw<readonly Row[]>([]);
  #connection: Connection | undefined;
  /** The hall's clock as this connection told it last, and the device's own at that moment. */
  #told: { server: number; run: number; wall: number } | undefined;
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
        this.#freshen(status);
      },
      onClock: (now) => {
        clock.set(now);
        this.#told = { server: Date.parse(now), run: performance.now(), wall: Date.now() };
        if (this.#connection !== undefined) this.#freshen(this.#connection.status());
      },
      onOpen: () => {
        this.#told = undefined;
        this.onOpen?.();
      },
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

  /** How old what is known is, in milliseconds, by no clock that somebody may set; 0 before there is anything. It grows as time passes. */
  get age(): number {
    void clock.run;
    return this.#connection?.status().age ?? 0;
  }

  /** The hall's clock in milliseconds since 1970, if this connection has told it and the device has not slept or been set since. */
  hall(): number | undefined {
    if (this.#told === undefined) return undefined;
    const { server, run, wall } = this.#told;
    const passed = performance.now() - run;
    return Math.abs(Date.now() - wall - passed) > trust ? undefined : server + passed;
  }

  #freshen({ freshAt, age }: Status): void {
    this.freshAt = freshAt === undefined ? undefined : clock.now - age;
  }

  /** What there is of a subject. */
  of<T>(subject: string): Known<T>[] {
    return this.#rows.filter((row) => row.st === subject).map(({ id, ver, data }) => ({ id, ver, data: data as T }));
  }
}

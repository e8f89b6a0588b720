import type { Store } from "$lib/store";

/** What a pad tells of a visit, without its id and its age. */
export type Report = { type: "press"; nonce: string; mark: 1 | 2 | 3 } | { type: "pressure"; nonce: string };

/** A report that is not acknowledged yet. */
interface Kept {
  id: string;
  report: Report;
  /** The start of the pad during which it was made, and the clock that runs since that start and never jumps. */
  boot: string;
  at: number;
  /** The clock on the wall, by which a sleep shows, in which the other clock stands still; and after a restart, when that has begun anew. */
  wall: number;
  /** The hall's clock, when it was known: by that its age is told after a sleep or a restart. */
  hall?: number;
  sentAt?: number;
}

/** What the pad gives: its clocks, ids, and the way out. */
export interface Means {
  store: Store;
  boot: string;
  /** Milliseconds by a clock that does not jump. */
  now(): number;
  /** Milliseconds since 1970 by the clock on the wall. */
  wall(): number;
  /** The hall's own clock, if the connection has told it; nothing while it has not, or when it may no longer be right. */
  hall(): number | undefined;
  newID(): string;
  /** Sends a frame; false while there is no connection. */
  send(frame: object): boolean;
}

const key = "reports";
const again = 2_000;
/** By how many milliseconds the two clocks of a pad may differ before one of them has stood still or was set. */
const trust = 2_000;
/** No press counts that is older than half a minute, yet the hall wants to know of it; after a day nobody does. */
const keptFor = 24 * 3600_000;
const most = 100;

/**
 * Reports on their way to the hall: each is kept, across cuts and restarts, and sent again until it is acknowledged.
 *
 * They are kept in the browser's plain storage, which may lose the last seconds when the power fails: by the time at which a
 * tablet has started again, a press of those seconds would be too old to count in any case.
 */
export class Outgoing {
  readonly #means: Means;
  #kept: Kept[];

  constructor(means: Means) {
    this.#means = means;
    const before = means.store.get<Kept[]>(key);
    this.#kept = (Array.isArray(before) ? before : []).filter((k) => means.wall() - k.wall < keptFor);
    for (const k of this.#kept) delete k.sentAt;
  }

  /** Keeps a report and sends it, if there is a way. */
  add(report: Report): void {
    const { boot, newID, now, wall, hall } = this.#means;
    const told = hall();
    this.#kept.push({ id: newID(), report, boot, at: now(), wall: wall(), ...(told === undefined ? {} : { hall: told }) });
    if (this.#kept.length > most) this.#kept.shift();
    this.#save();
    this.flush();
  }

  /** There is a new connection: nobody knows what the last one carried. */
  opened(): void {
    for (const k of this.#kept) delete k.sentAt;
    this.flush();
  }

  /** Sends what was not sent, or not answered for a while. To be called now and then. */
  flush(): void {
    const now = this.#means.now();
    for (const k of this.#kept) {
      if (k.sentAt !== undefined && now - k.sentAt < again) continue;
      const age = this.#age(k);
      if (age === undefined) continue;
      if (!this.#means.send({ id: k.id, ...k.report, age_ms: Math.max(0, Math.round(age)) })) return;
      k.sentAt = now;
    }
  }

  /** The hall has it, whatever it makes of it. */
  ack(id: string): void {
    const left = this.#kept.filter((k) => k.id !== id);
    if (left.length === this.#kept.length) return;
    this.#kept = left;
    this.#save();
  }

  /** The report of a type that is under way for a visit. */
  of<T extends Report["type"]>(type: T, nonce: string): Extract<Report, { type: T }> | undefined {
    return this.#kept.find((k) => k.report.type === type && k.report.nonce === nonce)?.report as
      | Extract<Report, { type: T }>
      | undefined;
  }

  /** How long ago it was made; undefined while only the hall's clock can tell and has not been heard, which is at the next beat. */
  #age(k: Kept): number | undefined {
    const { boot, now, wall, hall } = this.#means;
    const byRun = k.boot === boot ? now() - k.at : undefined;
    const byWall = wall() - k.wall;
    if (byRun !== undefined && Math.abs(byWall - byRun) < trust) return byRun; // nobody slept, and nobody set a clock
    if (k.hall === undefined) return Math.max(byRun ?? 0, byWall);
    const told = hall();
    return told === undefined ? undefined : told - k.hall;
  }

  #save(): void {
    this.#means.store.set(
      key,
      this.#kept.map(({ sentAt: _, ...k }) => k),
    );
  }
}

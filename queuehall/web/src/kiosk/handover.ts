import { Trouble } from "$lib/api";
import type { Store } from "$lib/store";

/** What became of a drawn ticket: the client has it, or went away without. */
export interface Settled {
  ticket: string;
  how: "confirm" | "discard";
  key: string;
}

interface Desk {
  confirm(ticket: string, key: string): Promise<void>;
  discard(ticket: string, key: string): Promise<void>;
}

const stored = "settled";

/**
 * Tells the hall what became of tickets, until it knows: a client with a printed ticket in hand must not be missing from the queue
 * because of a cut. What waits survives a restart; each is told under one key, so that it is done once.
 */
export class Handover {
  readonly #desk: () => Desk;
  readonly #store: Store;
  #waiting: Settled[];
  #busy = false;

  constructor(desk: () => Desk, store: Store) {
    this.#desk = desk;
    this.#store = store;
    const before = store.get<Settled[]>(stored);
    this.#waiting = Array.isArray(before) ? before : [];
  }

  /** Whether there is something that the hall does not know yet. */
  get behind(): boolean {
    return this.#waiting.length > 0;
  }

  settle(settled: Settled): Promise<void> {
    this.#waiting.push(settled);
    this.#store.set(stored, this.#waiting);
    return this.flush();
  }

  /** Tells what waits. To be called now and then. */
  async flush(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    try {
      for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
        await this.#tell(next);
        this.#waiting.shift();
        this.#store.set(stored, this.#waiting);
      }
    } catch {
      // Nobody knows whether it arrived: it is told again.
    } finally {
      this.#busy = false;
    }
  }

  async #tell({ how, ticket, key }: Settled): Promise<void> {
    try {
      await this.#desk()[how](ticket, key);
    } catch (error) {
      if (error instanceof Trouble && !error.unknown && error.status !== 429) return; // it is settled otherwise by now
      throw error;
    }
  }
}

import { type Draw, type Ticket, Trouble } from "$lib/api";
import type { Store } from "$lib/store";
import type { Settled } from "./handover";

/** What the client asks for: a ticket of a direction, or that of the time that they booked. */
export type Wish = { draw: Draw } | { code: string };

/**
 * How far a ticket is. "shown": it is on the screen, to be taken as a code or a number; "printed" says what is known of the slip: there
 * is no printer, it failed, or it does not say. "done": the client has it.
 */
export type Step =
  | { name: "none" }
  | { name: "drawing" }
  | { name: "failed"; message: string; unknown: boolean }
  | { name: "printing"; ticket: Ticket }
  | { name: "shown"; ticket: Ticket; printed: "none" | "failed" | "unsure" }
  | { name: "done"; ticket: Ticket; printed: boolean };

/** "unsure": everything was sent, and the printer says nothing. */
export type Printed = "printed" | "unsure";

export interface Means {
  draw(draw: Draw, key: string): Promise<Ticket>;
  checkIn(code: string, key: string): Promise<Ticket>;
  /** Prints a ticket's slip; undefined without a printer. */
  print: ((ticket: Ticket) => Promise<Printed>) | undefined;
  settle(settled: Settled): void;
  /** Where the ticket under way is kept, over a restart of the kiosk. */
  store: Store;
  /** Milliseconds since 1970 by the clock on the wall. */
  wall(): number;
  newID(): string;
  changed(step: Step): void;
}

/** A ticket under way: what was asked for, under which key, and how far it came. */
interface Underway {
  wish: Wish;
  key: string;
  at: number;
  ticket?: Ticket;
  /** What is known of the slip, once there is something to know: while it is being printed, nothing is. */
  printed?: "none" | "failed" | "unsure";
}

const stored = "issue";
/** Whoever asked for a ticket longer ago than this is not standing here any more when the kiosk starts again. */
const theirs = 120_000;

/**
 * One client's ticket. It counts as issued only when it is printed or the client says that they have it; until then it is drawn, and
 * whoever goes away leaves nothing behind in the queue. Where a slip may be in their hand, because the printer does not say or the kiosk
 * started again while it printed, they are taken to have it: an absent one costs the hall a minute, a missing one costs them their day.
 *
 * A restart takes up where it was: the same request is asked under the same key, and no ticket is drawn or printed twice.
 */
export class Issue {
  readonly #means: Means;
  #step: Step = { name: "none" };
  #asked: Underway | undefined;

  constructor(means: Means) {
    this.#means = means;
  }

  get step(): Step {
    return this.#step;
  }

  /** Takes up what was under way when the kiosk was started anew. To be called once, first of all. */
  async resume(): Promise<void> {
    const { store, wall } = this.#means;
    const before = store.get<Underway>(stored);
    if (before === undefined) return;
    this.#asked = before;
    const gone = Math.abs(wall() - before.at) > theirs;
    if (before.ticket === undefined) {
      if (!gone) await this.#draw(before);
      else this.#forget(); // if there is such a ticket, nobody was ever shown it
      return;
    }
    this.#become({ name: "shown", ticket: before.ticket, printed: before.printed ?? "unsure" });
    if (gone) this.leave();
  }

  /** Asks for a ticket. Asking for the same again after no answer asks under the same key, so that there is one. */
  async ask(wish: Wish): Promise<void> {
    if (this.#step.name !== "none" && this.#step.name !== "failed") return;
    const again = this.#step.name === "failed" && this.#step.unknown && JSON.stringify(this.#asked?.wish) === JSON.stringify(wish);
    const key = again ? (this.#asked?.key ?? "") : this.#means.newID();
    const asked: Underway = { wish, key, at: this.#means.wall() };
    this.#keep(asked);
    await this.#draw(asked);
  }

  async #draw(asked: Underway): Promise<void> {
    const { wish, key } = asked;
    this.#become({ name: "drawing" });
    try {
      const ticket = "draw" in wish ? await this.#means.draw(wish.draw, key) : await this.#means.checkIn(wish.code, key);
      if (this.#asked !== asked) this.#settle(ticket, "discard"); // they have gone meanwhile
      else await this.#handOver(asked, ticket);
    } catch (error) {
      if (this.#asked !== asked) return;
      const trouble = error instanceof Trouble ? error : new Trouble(0, "");
      if (!trouble.unknown) this.#means.store.remove(stored);
      this.#become({ name: "failed", message: trouble.message, unknown: trouble.unknown });
    }
  }

  /** Asks for the same again. */
  async again(): Promise<void> {
    if (this.#asked !== undefined) await this.ask(this.#asked.wish);
  }

  /** The client has it. */
  have(): void {
    if (this.#step.name !== "shown") return;
    const { ticket } = this.#step;
    this.#settle(ticket, "confirm");
    this.#means.store.remove(stored);
    this.#become({ name: "done", ticket, printed: false });
  }

  /** The client takes none. */
  refuse(): void {
    if (this.#step.name === "shown") this.#settle(this.#step.ticket, "discard");
    this.#end();
  }

  /** The client has gone. */
  leave(): void {
    if (this.#step.name === "printing") return; // it ends by itself, and the slip may be in their hand
    if (this.#step.name === "shown") this.#settle(this.#step.ticket, this.#step.printed === "unsure" ? "confirm" : "discard");
    this.#end();
  }

  #end(): void {
    this.#forget();
    this.#become({ name: "none" });
  }

  async #handOver(asked: Underway, ticket: Ticket): Promise<void> {
    if (this.#means.print === undefined) {
      this.#show(asked, ticket, "none");
      return;
    }
    this.#keep(Object.assign(asked, { ticket }));
    this.#become({ name: "printing", ticket });
    let printed: Printed | "failed";
    try {
      printed = await this.#means.print(ticket);
    } catch {
      printed = "failed";
    }
    if (printed !== "printed") {
      this.#show(asked, ticket, printed);
      return;
    }
    this.#settle(ticket, "confirm");
    this.#means.store.remove(stored);
    this.#become({ name: "done", ticket, printed: true });
  }

  #show(asked: Underway, ticket: Ticket, printed: "none" | "failed" | "unsure"): void {
    this.#keep(Object.assign(asked, { ticket, printed }));
    this.#become({ name: "shown", ticket, printed });
  }

  #keep(asked: Underway): void {
    this.#asked = asked;
    this.#means.store.set(stored, asked);
  }

  #forget(): void {
    this.#asked = undefined;
    this.#means.store.remove(stored);
  }

  #settle(ticket: Ticket, how: Settled["how"]): void {
    this.#means.settle({ ticket: ticket.id, how, key: this.#means.newID() });
  }

  #become(step: Step): void {
    this.#step = step;
    this.#means.changed(step);
  }
}

import { type Draw, type Ticket, Trouble } from "$lib/api";
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
  newID(): string;
  changed(step: Step): void;
}

/**
 * One client's ticket. It counts as issued only when it is printed or the client says that they have it; until then it is drawn, and
 * whoever goes away leaves nothing behind in the queue.
 */
export class Issue {
  readonly #means: Means;
  #step: Step = { name: "none" };
  #asked: { wish: Wish; key: string } | undefined;

  constructor(means: Means) {
    this.#means = means;
  }

  get step(): Step {
    return this.#step;
  }

  /** Asks for a ticket. Asking for the same again after no answer asks under the same key, so that there is one. */
  async ask(wish: Wish): Promise<void> {
    if (this.#step.name !== "none" && this.#step.name !== "failed") return;
    const again = this.#step.name === "failed" && this.#step.unknown && JSON.stringify(this.#asked?.wish) === JSON.stringify(wish);
    const key = again ? (this.#asked?.key ?? "") : this.#means.newID();
    const asked = (this.#asked = { wish, key });
    this.#become({ name: "drawing" });
    try {
      const ticket = "draw" in wish ? await this.#means.draw(wish.draw, key) : await this.#means.checkIn(wish.code, key);
      if (this.#asked !== asked) this.#settle(ticket, "discard"); // they have gone meanwhile
      else await this.#handOver(ticket);
    } catch (error) {
      if (this.#asked !== asked) return;
      const trouble = error instanceof Trouble ? error : new Trouble(0, "");
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
    this.#become({ name: "done", ticket, printed: false });
  }

  /** The client has gone, or takes none. */
  leave(): void {
    if (this.#step.name === "printing") return; // it ends by itself, and the slip may be in their hand
    if (this.#step.name === "shown") this.#settle(this.#step.ticket, "discard");
    this.#asked = undefined;
    this.#become({ name: "none" });
  }

  async #handOver(ticket: Ticket): Promise<void> {
    if (this.#means.print === undefined) {
      this.#become({ name: "shown", ticket, printed: "none" });
      return;
    }
    this.#become({ name: "printing", ticket });
    let printed: Printed | "failed";
    try {
      printed = await this.#means.print(ticket);
    } catch {
      printed = "failed";
    }
    if (printed !== "printed") {
      this.#become({ name: "shown", ticket, printed });
      return;
    }
    this.#settle(ticket, "confirm");
    this.#become({ name: "done", ticket, printed: true });
  }

  #settle(ticket: Ticket, how: Settled["how"]): void {
    this.#means.settle({ ticket: ticket.id, how, key: this.#means.newID() });
  }

  #become(step: Step): void {
    this.#step = step;
    this.#means.changed(step);
  }
}

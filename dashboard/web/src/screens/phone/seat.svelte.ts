import { newKey } from "$lib/api";
import { live } from "$lib/live/store.svelte";
import { onCall, type Say } from "$lib/onCall.svelte";
import { toasts } from "$lib/toasts.svelte";
import { explain } from "$lib/trouble";
import { type OrderKind, type Phone, type PhoneCall, phoneApi } from "./api";
import { word, wordOr } from "./words.svelte";

/** How often the console says that it is there; a seat that is silent for 30 s gets no calls. */
const every = 10_000;

/** Orders that take their time: whoever waits for them hears when the talk ended first. */
const lasting: ReadonlySet<OrderKind> = new Set<OrderKind>(["speak", "number", "conference"]);

/** One's own seat at the desk, as the server last told it. */
export class Seat {
  view = $state.raw<Phone>();
  busy = $state(false);
  #told = new Set<string>();
  /** What was ordered here and is not carried out yet. */
  readonly #waits = new Map<string, OrderKind>();
  #asked = 0;

  /** Follows the seat until it is stopped. */
  follow(): () => void {
    const look = () => void this.#look(phoneApi.presence);
    const timer = setInterval(look, every);
    const unnotice = live.notice("phone", look);
    return () => {
      clearInterval(timer);
      unnotice();
      onCall.now = onCall.say = undefined;
      onCall.orders = onCall.reports = [];
    };
  }

  /** Looks for the first time: what came of orders before is no news. */
  async begin(): Promise<Phone | undefined> {
    await this.#look(async () => {
      const view = await phoneApi.phone();
      for (const { id, done } of view.call?.orders ?? []) if (done) this.#told.add(id);
      return view;
    });
    return this.view;
  }

  async move(to: "ready" | "break" | "leave" | "extend", deskPhone = false): Promise<void> {
    await this.#send(async () => this.#take(await phoneApi.seat({ to, desk_phone: deskPhone }, newKey())));
  }

  async order(kind: OrderKind, more: { to?: string; phone?: string; text?: string; wording?: string } = {}): Promise<boolean> {
    const call = this.view?.call?.id;
    if (call === undefined) return false;
    return this.#send(async () => {
      const { id } = await phoneApi.order({ call, kind, ...more }, newKey());
      this.#waits.set(id, kind);
      await this.#look(phoneApi.phone); // it stands among the orders at once
    });
  }

  async #send(run: () => Promise<void>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    try {
      await run();
      return true;
    } catch (error) {
      toasts.say(explain(error), "bad");
      return false;
    } finally {
      this.busy = false;
    }
  }

  async #look(ask: () => Promise<Phone>): Promise<void> {
    const asked = ++this.#asked;
    try {
      const view = await ask();
      if (asked === this.#asked) this.#take(view); // a later answer may have overtaken it
    } catch {
      // The connection's own sign tells; the next look comes by itself.
    }
  }

  #take(view: Phone): void {
    this.view = view;
    const { call, seat } = view;
    if (call) {
      const { id, caller = "", lang, emergency = false } = call;
      if (onCall.now?.id !== id) onCall.now = { id, phone: caller, lang, emergency };
    } else if (seat.state !== "wrapup") onCall.now = undefined;
    onCall.orders = call?.orders ?? [];
    onCall.reports = call?.reports.map((r) => r.report) ?? [];
    onCall.say = call?.direction === "in" && seat.state === "talking" ? this.#say : undefined; // other calls take no orders
    this.#tell(call?.orders ?? []);
  }

  readonly #say: Say = (kind, what) => this.order(kind, what);

  /** Tells what came of orders, each once. */
  #tell(orders: PhoneCall["orders"]): void {
    for (const { id, done, result = "" } of orders) {
      if (!done || this.#told.has(id)) continue;
      this.#told.add(id);
      this.#waits.delete(id);
      const text = wordOr(`phone.order.${result}`, "");
      if (text) toasts.say(text, result === "agreed" ? "good" : "plain");
    }
    for (const [id, kind] of this.#waits) {
      if (orders.some((order) => order.id === id)) continue;
      this.#waits.delete(id); // the talk ended first
      if (lasting.has(kind)) toasts.say(word("phone.order.over"));
    }
  }
}

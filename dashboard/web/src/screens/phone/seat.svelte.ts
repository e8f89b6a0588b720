import { newKey } from "$lib/api";
import { live } from "$lib/live/store.svelte";
import { onCall } from "$lib/onCall.svelte";
import { toasts } from "$lib/toasts.svelte";
import { explain } from "$lib/trouble";
import { type OrderKind, type Phone, phoneApi } from "./api";
import { wordOr } from "./words.svelte";

/** How often the console says that it is there; a seat that is silent for 30 s gets no calls. */
const every = 10_000;

/** One's own seat at the desk, as the server last told it. */
export class Seat {
  view = $state.raw<Phone>();
  busy = $state(false);
  #told = new Set<string>();
  #asked = 0;

  /** Follows the seat until it is stopped. */
  follow(): () => void {
    const look = () => void this.#look(phoneApi.presence);
    const timer = setInterval(look, every);
    const unnotice = live.notice("phone", look);
    return () => {
      clearInterval(timer);
      unnotice();
      onCall.now = undefined;
    };
  }

  async begin(): Promise<Phone | undefined> {
    await this.#look(phoneApi.phone);
    return this.view;
  }

  async move(to: "ready" | "break" | "leave" | "extend", deskPhone = false): Promise<void> {
    await this.#send(async () => this.#take(await phoneApi.seat({ to, desk_phone: deskPhone }, newKey())));
  }

  async order(kind: OrderKind, more: { to?: string; phone?: string; text?: string } = {}): Promise<boolean> {
    const call = this.view?.call?.id;
    if (call === undefined) return false;
    return this.#send(async () => void (await phoneApi.order({ call, kind, ...more }, newKey())));
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
    if (view.call) {
      const { id, caller = "", lang, emergency = false } = view.call;
      if (onCall.now?.id !== id) onCall.now = { id, phone: caller, lang, emergency };
    } else if (view.seat.state !== "wrapup") onCall.now = undefined;
    for (const order of view.call?.orders ?? []) {
      if (!order.done || this.#told.has(order.id)) continue;
      this.#told.add(order.id);
      const text = wordOr(`phone.order.${order.result ?? ""}`, "");
      if (text) toasts.say(text, order.result === "agreed" ? "good" : "plain");
    }
  }
}

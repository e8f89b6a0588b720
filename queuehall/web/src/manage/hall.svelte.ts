import { Feed } from "../device/feed.svelte";
import { type BranchView, get, type HallMe } from "../staff/api";
import { clock } from "$lib/clock.svelte";
import { named, type Names } from "$lib/i18n/index.svelte";

/** The halls that somebody keeps: what they are made of, and what goes on in them. */
export class Halls {
  branches = $state.raw<readonly BranchView[] | undefined>(undefined);
  error = $state.raw<unknown>(undefined);
  /** A wait that stands out, in milliseconds. */
  longWait = $state(Infinity);
  readonly feed = new Feed();
  readonly #counters = $derived(new Map((this.branches ?? []).flatMap((b) => b.counters.map((c) => [c.id, c.code] as const))));
  readonly #byID = $derived(new Map((this.branches ?? []).map((b) => [b.id, b] as const)));

  start(): void {
    this.feed.start();
    void this.load();
  }

  stop(): void {
    this.feed.stop();
  }

  async load(): Promise<void> {
    this.error = undefined;
    try {
      await this.#ask();
    } catch (error) {
      this.error = error;
    }
  }

  /** Asks again for what no feed tells, such as whether they are open; what was known stays when no answer comes. */
  async renew(): Promise<void> {
    if (this.branches !== undefined) await this.#ask().catch(() => undefined);
  }

  async #ask(): Promise<void> {
    const me = await get<HallMe>("/api/hall/me");
    clock.set(me.now);
    this.longWait = me.long_wait_seconds * 1000;
    this.branches = me.branches.filter((b) => me.sees.includes(b.id));
  }

  /** The name of a branch, "" of one that is not theirs. */
  branch(id: string | undefined): string {
    const found = id === undefined ? undefined : this.#byID.get(id);
    return found === undefined ? "" : named(found.name as Names);
  }

  /** What clients see on a counter. */
  counter(id: string | undefined): string {
    return (id !== undefined && this.#counters.get(id)) || "";
  }
}

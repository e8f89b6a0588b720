import { kept } from "$lib/store";
import { Speaker } from "../display/voice";

const key = "desk.sound";

/**
 * Tells an operator who looks elsewhere that somebody has come to an empty queue. Browsers are silent until a page was touched: the first
 * press anywhere wakes it.
 */
export class Sound {
  on = $state(kept.get<boolean>(key) ?? true);
  #speaker: Speaker | undefined;
  #waiting: number | undefined;

  wake(): void {
    if (!this.on) return;
    this.#speaker ??= new Speaker();
    if (!this.#speaker.allowed) void this.#speaker.allow();
  }

  toggle(): void {
    this.on = !this.on;
    kept.set(key, this.on);
    this.wake();
  }

  /** How many wait for the counter now, and whether the operator could call them. */
  queue(waiting: number, free: boolean): void {
    if (this.on && free && first(this.#waiting, waiting)) void this.#speaker?.chime();
    this.#waiting = waiting;
  }

  close(): void {
    this.#speaker?.close();
    this.#speaker = undefined;
  }
}

/** Whether somebody has come to a queue that was empty; before is undefined while that was not known. */
export function first(before: number | undefined, now: number): boolean {
  return before === 0 && now > 0;
}

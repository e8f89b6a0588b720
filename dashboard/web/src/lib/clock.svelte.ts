import { Run } from "@hotline/live";

/**
 * The one clock of the screens: the server's, carried on by the browser's. A wrong clock on an operator's desk must not
 * show a deadline early or late.
 */
class Clock {
  now = $state(Date.now());
  /** The same to ten seconds: for what is told in minutes, by hundreds on one screen. */
  slow = $state(Date.now());
  /** The browser's own clock, for lengths of time that begin and end here. */
  local = $state(Date.now());
  /** How long this page runs, in milliseconds, by a clock that nobody sets. */
  run = $state(0);
  readonly #run = new Run();
  /** What the server's clock was at a moment of the run. */
  #told: { server: number; run: number } | undefined;

  constructor() {
    setInterval(() => this.#tick(), 1000);
    // A sleeping tab ticks rarely: it shows the right time at once when it comes back.
    document.addEventListener("visibilitychange", () => this.#tick());
  }

  /** Sets the clock by a moment that the server has just told. */
  set(serverNow: string): void {
    const at = Date.parse(serverNow);
    if (Number.isNaN(at)) return;
    // Below a second it is the network's delay: following it would make countdowns jitter.
    if (this.#told === undefined || Math.abs(at - this.#server()) > 1000) this.#told = { server: at, run: this.#run.now() };
    this.#tick();
  }

  #server(): number {
    return this.#told === undefined ? Date.now() : this.#told.server + this.#run.now() - this.#told.run;
  }

  #tick(): void {
    this.local = Date.now();
    this.run = this.#run.now();
    this.now = this.#server();
    if (Math.abs(this.now - this.slow) >= 10_000) this.slow = this.now;
  }
}

export const clock = new Clock();

/** A gap between the two clocks that no slow timer explains. */
const gap = 5_000;

/**
 * How long this page runs, in milliseconds, by a clock that does not jump. While a machine sleeps that clock stands still in browsers, and
 * the one on the wall goes on: what it gained is counted as time that passed. A wall clock that somebody set forward looks the same; that
 * makes things older than they are, never younger.
 */
export class Run {
  #slept = 0;
  #sleeps = false;
  #ahead = Date.now() - performance.now();

  now(): number {
    this.#look();
    return performance.now() + this.#slept;
  }

  /** Whether it slept since this was last asked. */
  slept(): boolean {
    this.#look();
    const slept = this.#sleeps;
    this.#sleeps = false;
    return slept;
  }

  #look(): void {
    const ahead = Date.now() - performance.now();
    const gained = ahead - this.#ahead;
    this.#ahead = ahead;
    if (gained < gap) return;
    this.#slept += gained;
    this.#sleeps = true;
  }
}

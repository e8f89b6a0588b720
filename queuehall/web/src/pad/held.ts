import type { Mark } from "./pad";

/** Nobody holds a button down that long; a broken key or something that lies on the glass does. */
const tooLong = 10_000;

/** Which buttons are held down, by fingers and by keys. */
export class Held {
  readonly #since = new Map<string | number, { mark: Mark; at: number }>();

  constructor(readonly now: () => number) {}

  down(by: string | number, mark: Mark): void {
    this.#since.set(by, { mark, at: this.now() });
  }

  up(by: string | number): void {
    this.#since.delete(by);
  }

  clear(): void {
    this.#since.clear();
  }

  /** The buttons that have been held too long, each once. */
  stuck(): Mark[] {
    const long = [...this.#since.values()].filter(({ at }) => this.now() - at > tooLong);
    return [...new Set(long.map(({ mark }) => mark))].sort();
  }
}

/**
 * Gathers the changes of one moment into one look. The first of them starts the pause and later ones do not prolong it:
 * in a city where something always happens the look still comes.
 */
export class Settle {
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** The pause is in milliseconds. */
  constructor(
    private readonly look: () => void,
    private readonly pause = 1_500,
  ) {}

  changed(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.look();
    }, this.pause);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}

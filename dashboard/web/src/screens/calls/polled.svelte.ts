/** How often a list that changes by itself is read again, milliseconds. */
const every = 10_000;

/** Something of the server's that is read now and again while its screen is in sight. */
export class Polled<T> {
  data = $state.raw<T>();
  error = $state.raw<unknown>();
  #turn = 0;

  constructor(private readonly ask: () => Promise<T>) {}

  /** Reads it; what was read stays when that fails, and a slower earlier answer does not overwrite a later one. */
  async read(): Promise<void> {
    const mine = ++this.#turn;
    try {
      const data = await this.ask();
      if (mine === this.#turn) this.put(data);
    } catch (error) {
      if (mine === this.#turn) this.error = error;
    }
  }

  /** Takes what the answer to a command said; an answer that is still on its way is older. */
  put(data: T): void {
    this.#turn++;
    this.data = data;
    this.error = undefined;
  }

  /** Reads at once and then again and again, until the returned function is called. */
  follow(): () => void {
    void this.read();
    const timer = setInterval(() => {
      if (!document.hidden) void this.read();
    }, every);
    return () => clearInterval(timer);
  }
}

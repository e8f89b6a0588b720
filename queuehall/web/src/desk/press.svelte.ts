import { Trouble } from "$lib/http";
import { newID } from "$lib/id";

/** A press so soon after the last was meant for what stood there before, milliseconds. */
const quiet = 700;

/**
 * The presses of an operator, one at a time: a second one while the first is on its way does nothing. An intent has one key under which
 * the server knows it: when no answer came, the same intent asked for again is done once.
 */
export class Press {
  /** The intent that is on its way. */
  busy = $state<string | undefined>(undefined);
  error = $state.raw<unknown>(undefined);
  #unsure: { intent: string; key: string } | undefined;
  #until = 0;

  constructor(
    private readonly now: () => number = () => performance.now(),
    private readonly newKey: () => string = newID,
  ) {}

  /** The client at the counter is another, or stands elsewhere. */
  changed(): void {
    this.#until = this.now() + quiet;
  }

  /** Whether that was just now, so that what is pressed was meant for what stood there before. */
  get early(): boolean {
    return this.now() < this.#until;
  }

  /** Sends an intent; undefined when it was not sent or failed. An intent's name says of which state it was formed. */
  async run<T>(intent: string, send: (key: string) => Promise<T>): Promise<T | undefined> {
    if (this.busy !== undefined) return undefined;
    const key = this.#unsure?.intent === intent ? this.#unsure.key : this.newKey();
    this.busy = intent;
    this.error = undefined;
    this.#unsure = undefined;
    try {
      return await send(key);
    } catch (error) {
      this.error = error;
      if (error instanceof Trouble && error.unknown) this.#unsure = { intent, key };
      return undefined;
    } finally {
      this.busy = undefined;
    }
  }

  /** It is seen by now what became of an intent without an answer. */
  settled(): void {
    if (this.error instanceof Trouble && this.error.unknown) this.error = undefined;
  }
}

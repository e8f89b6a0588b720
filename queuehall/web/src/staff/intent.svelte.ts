import { Trouble } from "$lib/http";
import { newID } from "$lib/id";

/**
 * One intent of a person: a form, a button. A press while it runs does nothing, and a retry after an answer that never came carries
 * the same key, so that the server does the thing once.
 */
export class Intent {
  busy = $state(false);
  error = $state.raw<unknown>(undefined);
  #key = newID();

  /** Runs once; returns undefined and keeps the error when it fails. */
  async run<T>(send: (key: string) => Promise<T>): Promise<T | undefined> {
    if (this.busy) return undefined;
    this.busy = true;
    this.error = undefined;
    try {
      const result = await send(this.#key);
      this.#key = newID();
      return result;
    } catch (error) {
      this.error = error;
      // A refusal wrote nothing: what is sent next is another intent. After silence nobody knows, so the key stays.
      if (error instanceof Trouble && !error.unknown) this.#key = newID();
      return undefined;
    } finally {
      this.busy = false;
    }
  }
}

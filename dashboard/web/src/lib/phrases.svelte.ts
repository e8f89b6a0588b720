import { api, type Phrase } from "./api";

/** The phrase book of the person who is signed in, read when a slash is typed for the first time. */
class Phrases {
  list = $state.raw<Phrase[]>([]);
  #read: Promise<void> | undefined;

  load(): Promise<void> {
    this.#read ??= api.phrases().then(
      ({ phrases }) => {
        this.list = phrases;
      },
      () => {
        this.#read = undefined; // the next slash tries again
      },
    );
    return this.#read;
  }

  /** What a change answered with. */
  put(list: Phrase[]): void {
    this.list = list;
  }
}

export const phrases = new Phrases();

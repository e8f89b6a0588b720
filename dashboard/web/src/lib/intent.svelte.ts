/**
 * One intent of a person: a form, a button. A press while it runs does nothing, and a retry after an answer that never
 * came carries the same key, so that the server does the thing once.
 */
export class Intent {
  busy = $state(false);
  error = $state.raw<unknown>(undefined);
  #key = "";

  /** newKey makes keys; refused tells of a failure whether the server has said no. */
  constructor(
    private readonly newKey: () => string,
    private readonly refused: (error: unknown) => boolean,
  ) {}

  /** Runs once; returns undefined and keeps the error when it fails. */
  async run<T>(send: (key: string) => Promise<T>): Promise<T | undefined> {
    if (this.busy) return undefined;
    this.busy = true;
    this.error = undefined;
    this.#key ||= this.newKey();
    try {
      const result = await send(this.#key);
      this.#key = "";
      return result;
    } catch (error) {
      this.error = error;
      // A refusal wrote nothing: what is sent next is another intent. After silence nobody knows, so the key stays.
      if (this.refused(error)) this.#key = "";
      return undefined;
    } finally {
      this.busy = false;
    }
  }
}

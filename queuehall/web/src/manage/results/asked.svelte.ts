import { get } from "../../staff/api";
import type { Whose } from "./api";

/** What the manager asks about visits that are over: the answer, and what can be chosen from. The last question's answer stands. */
export class Asked<T> {
  found = $state.raw<T | undefined>(undefined);
  whose = $state.raw<Whose | undefined>(undefined);
  error = $state.raw<unknown>(undefined);
  /** More of the same answer is under way. */
  further = $state(false);
  #asked = 0;

  async load(path: string): Promise<void> {
    const mine = ++this.#asked;
    this.error = undefined;
    try {
      const [found, whose] = await Promise.all([get<T>(path), this.whose ?? choices()]);
      if (mine === this.#asked) [this.found, this.whose] = [found, whose];
    } catch (cause) {
      if (mine === this.#asked) [this.found, this.error] = [undefined, cause];
      this.whose ??= await choices().catch(() => undefined);
    }
  }

  /** Joins more of the same to what was found, unless something else is asked meanwhile. */
  async more(path: string, join: (found: T, next: T) => T): Promise<void> {
    const mine = this.#asked;
    this.further = true;
    try {
      const next = await get<T>(path);
      if (mine === this.#asked && this.found !== undefined) this.found = join(this.found, next);
    } catch (cause) {
      if (mine === this.#asked) this.error = cause;
    } finally {
      this.further = false;
    }
  }
}

const choices = () => get<Whose>("/api/hall/results/choices");

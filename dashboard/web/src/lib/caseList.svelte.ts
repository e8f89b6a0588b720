import { api, type CaseRow } from "./api";

export type PhaseFilter = "open" | "new" | "working" | "proposed" | "ended";

/** The list of cases with its filters; it outlives the screen, so that coming back from a case finds it as it was. */
class CaseListing {
  phase = $state<PhaseFilter>("open");
  overdue = $state(false);
  text = $state("");
  rows = $state.raw<readonly CaseRow[]>([]);
  next = $state<string | undefined>(undefined);
  busy = $state(false);
  error = $state.raw<unknown>(undefined);
  #turn = 0;

  /** Reads the first page. A slower earlier answer does not overwrite a later one. */
  async load(): Promise<void> {
    await this.#read(undefined);
  }

  async more(): Promise<void> {
    if (this.next !== undefined && !this.busy) await this.#read(this.next);
  }

  async #read(cursor: string | undefined): Promise<void> {
    const turn = ++this.#turn;
    this.busy = true;
    try {
      const page = await api.cases({
        phase: this.phase,
        ...(this.overdue && { overdue: true }),
        ...(this.text.trim() && { text: this.text.trim() }),
        ...(cursor !== undefined && { cursor }),
      });
      if (turn !== this.#turn) return;
      this.rows = cursor === undefined ? page.cases : [...this.rows, ...page.cases];
      this.next = page.next;
      this.error = undefined;
    } catch (error) {
      if (turn === this.#turn) this.error = error;
    } finally {
      if (turn === this.#turn) this.busy = false;
    }
  }
}

export const caseList = new CaseListing();

import { api, type CaseCount, type CaseRow } from "./api";
import { apiQuery, belongs, type CaseFilter, everyOpen, writeFilter } from "./caseFilter";
import { live } from "./live/store.svelte";

/** The list of cases with its filters; it outlives the screen, so that coming back from a case finds it as it was. */
class CaseListing {
  filter = $state<CaseFilter>({ ...everyOpen });
  rows = $state.raw<readonly CaseRow[]>([]);
  count = $state.raw<CaseCount | undefined>(undefined);
  next = $state<string | undefined>(undefined);
  busy = $state(false);
  error = $state.raw<unknown>(undefined);
  selected = $state.raw<ReadonlySet<string>>(new Set());
  /** The case that the keyboard stands on. */
  at = $state<string | undefined>(undefined);
  /** The address that the rows were read for. */
  read = $state<string | undefined>(undefined);
  #newest = $state(0);
  #turn = 0;

  /** How many cases have come since that belong to the top of the list; it does not jump by itself. */
  readonly fresh = $derived.by(() => {
    if (this.filter.sort !== "newest" || this.read === undefined) return 0;
    const known = new Set(this.rows.map((row) => row.id));
    let count = 0;
    for (const row of live.rows.cases.values()) {
      if (!known.has(row.id) && Date.parse(row.registered_at) > this.#newest && belongs(row, this.filter)) count++;
    }
    return count;
  });

  /** Reads the first page. A slower earlier answer does not overwrite a later one. */
  async load(): Promise<void> {
    const query = apiQuery(this.filter);
    const address = writeFilter(this.filter);
    await this.#read(undefined);
    if (address !== writeFilter(this.filter)) return;
    try {
      const count = await api.caseCount(query);
      if (address === writeFilter(this.filter)) this.count = count;
    } catch {
      this.count = undefined; // the list itself says what is wrong
    }
  }

  async more(): Promise<void> {
    if (this.next !== undefined && !this.busy) await this.#read(this.next);
  }

  toggle(id: string): void {
    const selected = new Set(this.selected);
    if (!selected.delete(id)) selected.add(id);
    this.selected = selected;
  }

  clear(): void {
    this.selected = new Set();
  }

  /** What is no longer on the list cannot be acted upon, so nobody is told that it is selected. */
  #keepShown(): void {
    const shown = new Set(this.rows.map((row) => row.id));
    if ([...this.selected].some((id) => !shown.has(id))) this.selected = new Set([...this.selected].filter((id) => shown.has(id)));
  }

  async #read(cursor: string | undefined): Promise<void> {
    const turn = ++this.#turn;
    this.busy = true;
    const address = writeFilter(this.filter);
    try {
      const page = await api.cases({ ...apiQuery(this.filter), ...(cursor !== undefined && { cursor }) });
      if (turn !== this.#turn) return;
      this.rows = cursor === undefined ? page.cases : [...this.rows, ...page.cases];
      this.next = page.next;
      this.#keepShown();
      this.error = undefined;
      if (cursor === undefined) {
        if (this.read !== address) this.clear();
        this.read = address;
        this.#newest = Math.max(0, ...page.cases.map((row) => Date.parse(row.registered_at)));
      }
    } catch (error) {
      if (turn === this.#turn) this.error = error;
    } finally {
      if (turn === this.#turn) this.busy = false;
    }
  }
}

export const caseList = new CaseListing();

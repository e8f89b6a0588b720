import { newKey, Trouble } from "$lib/api";
import { type CellRow, type Rota, rotas, type Step } from "./api";

/** How long after the last change the grid is sent, milliseconds. */
const pause = 500;
/** How many changes can be taken back. */
const depth = 100;

type Cells = Record<string, string[]>;

/** A month on the screen: what the server knows of it, and what was changed since. */
export class Sheet {
  view = $state.raw<Rota>();
  cells = $state.raw<Cells>({});
  error = $state.raw<unknown>();
  busy = $state(false);
  #past = $state.raw<Cells[]>([]);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #changed = false;
  /** What is being asked of the server: one thing at a time, each on the revision that the one before has made. */
  #last: Promise<void> = Promise.resolve();

  constructor(readonly month: string) {}

  get undoable(): boolean {
    return this.#past.length > 0;
  }

  async load(): Promise<void> {
    await this.#do(async () => this.#take(await rotas.open(this.month), true));
  }

  /**
   * Tries again what failed: what was changed is sent; where nothing was, the month is read anew. So it is when somebody else has
   * changed it meanwhile: then undo brings one's own grid back.
   */
  async retry(): Promise<void> {
    const overtaken = this.error instanceof Trouble && this.error.code === "conflict";
    if (this.#changed && !overtaken) return this.save();
    if (this.#changed) this.#past = [...this.#past.slice(-depth), this.cells];
    this.#changed = false;
    return this.load();
  }

  /** Puts a pattern, or nothing, into a cell. */
  set(staff: string, day: number, pattern: string): void {
    const row = this.cells[staff];
    if (row === undefined || row[day] === pattern) return;
    this.replace({ ...this.cells, [staff]: row.with(day, pattern) });
  }

  /** The whole grid becomes another: one step for undo. */
  replace(cells: Cells): void {
    this.#past = [...this.#past.slice(-depth), this.cells];
    this.#put(cells);
  }

  undo(): void {
    const last = this.#past.at(-1);
    if (last === undefined) return;
    this.#past = this.#past.slice(0, -1);
    this.#put(last);
  }

  async propose(): Promise<void> {
    await this.#do(async () => this.#fill((await rotas.propose(this.month, this.#rows())).rows));
  }

  async like(): Promise<void> {
    await this.#do(async () => this.#fill((await rotas.like(this.month)).rows));
  }

  async step(step: Step, reason?: string): Promise<void> {
    await this.save();
    if (this.error !== undefined) return;
    await this.#do(async () => {
      const body = { revision: this.view?.revision ?? 0, ...(reason === undefined ? {} : { reason }) };
      this.#take(await rotas.step(step, this.month, body, newKey()), true);
    });
  }

  /** Sends what was changed. What could not be sent stays to be sent. */
  async save(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#do(async () => {
      if (!this.#changed) return;
      const sent = this.cells;
      this.#changed = false;
      try {
        const view = await rotas.save(this.month, this.view?.revision ?? 0, this.#rows(), newKey());
        this.#take(view, this.cells === sent);
      } catch (error) {
        this.#changed = true;
        throw error;
      }
    });
  }

  #put(cells: Cells): void {
    this.cells = cells;
    this.#changed = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.save(), pause);
  }

  #rows(): CellRow[] {
    return Object.entries(this.cells).map(([staff, cells]) => ({ staff, cells }));
  }

  #fill(rows: CellRow[]): void {
    const given = Object.fromEntries(rows.map((r) => [r.staff, r.cells]));
    this.replace(Object.fromEntries(Object.entries(this.cells).map(([staff, old]) => [staff, given[staff] ?? old.map(() => "")])));
  }

  #take(view: Rota, whole: boolean): void {
    this.view = view;
    if (whole) this.cells = Object.fromEntries(view.rows.map((r) => [r.staff, r.cells]));
  }

  #do(run: () => Promise<void>): Promise<void> {
    const turn = this.#last.then(async () => {
      this.busy = true;
      try {
        await run();
        this.error = undefined;
      } catch (error) {
        this.error = error;
      } finally {
        this.busy = false;
      }
    });
    this.#last = turn;
    return turn;
  }
}

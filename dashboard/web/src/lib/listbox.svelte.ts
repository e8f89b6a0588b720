interface Options<T> {
  /** What is offered now; nothing, while the list is closed. */
  offered: () => readonly T[];
  pick: (item: T) => void;
  close: () => void;
  /** Keys that pick; Enter unless told otherwise. */
  picks?: readonly string[];
}

/** The keyboard of a list that hangs below a text field: the caret stays in the field, the arrows walk the list. */
export class Listbox<T> {
  active = $state(0);
  readonly #of: Options<T>;

  constructor(of: Options<T>) {
    this.#of = of;
  }

  get offered(): readonly T[] {
    return this.#of.offered();
  }

  pick(item: T): void {
    this.#of.pick(item);
  }

  press(event: KeyboardEvent): void {
    const items = this.offered;
    if (items.length === 0 || event.ctrlKey || event.metaKey) return;
    const item = items[this.active];
    if (event.key === "ArrowDown") this.active = Math.min(items.length - 1, this.active + 1);
    else if (event.key === "ArrowUp") this.active = Math.max(0, this.active - 1);
    else if ((this.#of.picks ?? ["Enter"]).includes(event.key) && item !== undefined) this.pick(item);
    else if (event.key === "Escape") this.#of.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

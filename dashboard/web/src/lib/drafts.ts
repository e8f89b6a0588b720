const prefix = "hotline.draft.";
const keepFor = 7 * 24 * 3600 * 1000;

interface Kept<T> {
  at: number;
  value: T;
}

/** The part of Storage that drafts need. */
export type Shelf = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

/**
 * What somebody has typed and not yet sent, kept in this browser: a reload, a lost session or a power cut loses nothing.
 * Drafts belong to a person, so that the next one at the desk does not see them.
 */
export class Drafts {
  constructor(
    private readonly shelf: Shelf,
    private readonly person: string,
  ) {}

  load<T>(name: string): T | undefined {
    try {
      const kept = this.shelf.getItem(this.#key(name));
      return kept === null ? undefined : (JSON.parse(kept) as Kept<T>).value;
    } catch {
      return undefined;
    }
  }

  /** Keeps a draft. A full or forbidden storage only means that there is none. */
  save(name: string, value: unknown, now: number): void {
    try {
      this.shelf.setItem(this.#key(name), JSON.stringify({ at: now, value } satisfies Kept<unknown>));
    } catch {
      // The form itself still holds the text.
    }
  }

  drop(name: string): void {
    this.shelf.removeItem(this.#key(name));
  }

  /** Forgets everybody's drafts older than a week: they hold personal data. */
  prune(now: number): void {
    const old: string[] = [];
    for (let i = 0; i < this.shelf.length; i++) {
      const key = this.shelf.key(i);
      if (key?.startsWith(prefix) && now - age(this.shelf.getItem(key)) > keepFor) old.push(key);
    }
    for (const key of old) this.shelf.removeItem(key);
  }

  #key(name: string): string {
    return `${prefix}${this.person}.${name}`;
  }
}

function age(kept: string | null): number {
  try {
    return (JSON.parse(kept ?? "") as Kept<unknown>).at;
  } catch {
    return 0;
  }
}

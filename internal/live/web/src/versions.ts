import type { FeedEvent, Row } from "./protocol";

/** How many of those that are gone are remembered: far more than can be under way, and no more each day a screen is on. */
const most = 2000;

/** The newest version seen of each subject, of removed ones too for a while: what comes late must not bring one back. */
export class Versions {
  readonly #seen = new Map<string, number>();
  /** Those that are gone, longest first. */
  readonly #gone = new Set<string>();

  constructor(rows: readonly Row[] = []) {
    for (const row of rows) this.#seen.set(row.id, row.ver);
  }

  /** Returns the events that are newer than what was seen, and sees them. */
  take(events: readonly FeedEvent[]): FeedEvent[] {
    return events.filter((event) => {
      if (event.ver <= (this.#seen.get(event.id) ?? 0)) return false;
      this.#seen.set(event.id, event.ver);
      this.#gone.delete(event.id);
      if (event.removed) this.#remember(event.id);
      return true;
    });
  }

  #remember(id: string): void {
    this.#gone.add(id);
    for (const longest of this.#gone) {
      if (this.#gone.size <= most) return;
      this.#gone.delete(longest);
      this.#seen.delete(longest);
    }
  }
}

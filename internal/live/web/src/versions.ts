import type { FeedEvent, Row } from "./protocol";

/** The newest version seen of each subject, of removed ones too: what comes late must not bring one back. */
export class Versions {
  readonly #seen = new Map<string, number>();

  constructor(rows: readonly Row[] = []) {
    for (const row of rows) this.#seen.set(row.id, row.ver);
  }

  /** Returns the events that are newer than what was seen, and sees them. */
  take(events: readonly FeedEvent[]): FeedEvent[] {
    return events.filter((event) => {
      if (event.ver <= (this.#seen.get(event.id) ?? 0)) return false;
      this.#seen.set(event.id, event.ver);
      return true;
    });
  }
}

import { connect, type Connection, type FeedEvent, type Row, type State } from "@hotline/live";
import { api, type CaseRow, type ReportRow } from "$lib/api";
import { clock } from "$lib/clock.svelte";
import { session } from "$lib/session.svelte";
import { apply, type LiveRow, noRows, type Rows, snapshot } from "./rows";

/** As many reports as a tall screen shows, and some; public/start.js asks for the same. */
const head = 24;

/** Open reports and cases as the feed tells them, and how fresh they are. */
class Live {
  rows = $state.raw<Rows>(noRows);
  /** Whether a first complete picture has come. */
  ready = $state(false);
  state = $state<State>("connecting");
  #freshAt = $state<number | undefined>(undefined);
  #connection: Connection | undefined;
  #noticed: Record<string, () => void> = {};

  /** Calls run whenever something of this person's own has changed; returns how to stop. */
  notice(about: string, run: () => void): () => void {
    this.#noticed[about] = run;
    return () => delete this.#noticed[about];
  }

  /** Seconds since the data were last known to be up to date. */
  get age(): number {
    return this.#freshAt === undefined ? 0 : Math.max(0, Math.round((clock.local - this.#freshAt) / 1000));
  }

  /** Shows the head of the queue, before the feed has its first word. Whatever fails here, the feed brings or tells. */
  async begin(): Promise<void> {
    try {
      const { reports } = await api.queue(head);
      if (this.rows === noRows) this.rows = snapshot(reports.map(reportRow));
    } catch {
      // Also for whom the queue is not: the screen says so.
    }
  }

  start(): void {
    this.#connection ??= connect({
      url: "/api/feed",
      onBegin: (rows) => {
        this.rows = apply(this.rows, rows.map(liveRow));
      },
      onSnapshot: (rows) => {
        this.rows = snapshot(rows.map(liveRow));
        this.ready = true;
      },
      onEvents: (events) => {
        this.rows = apply(this.rows, events.map(liveRow));
      },
      onNotice: (about) => this.#noticed[about]?.(),
      onState: ({ state }) => this.#become(state),
      onClock: (now) => {
        clock.set(now);
        this.#freshAt = this.#connection?.status().freshAt;
      },
    });
  }

  stop(): void {
    this.#connection?.close();
    this.#connection = undefined;
  }

  /** Takes over what the answer to a command said, without waiting for the feed. */
  putReport(row: ReportRow): void {
    this.rows = apply(this.rows, [reportRow(row)]);
  }

  putCase(row: CaseRow): void {
    this.rows = apply(this.rows, [{ st: "case", id: row.id, ver: row.version, data: row }]);
  }

  #become(state: State): void {
    this.state = state;
    this.#freshAt = this.#connection?.status().freshAt;
    if (state !== "signed_out") return;
    this.stop();
    session.lose();
  }
}

function reportRow(row: ReportRow): LiveRow {
  return { st: "report", id: row.id, ver: row.version, data: row };
}

function liveRow(row: Row | FeedEvent): LiveRow {
  return { st: row.st === "case" ? "case" : "report", id: row.id, ver: row.ver, data: row.data as LiveRow["data"] };
}

export const live = new Live();

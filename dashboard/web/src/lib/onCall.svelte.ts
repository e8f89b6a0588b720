/** Who is on this person's line, for the screens that write down what they say. */
export interface Caller {
  id: string;
  phone: string;
  lang: string;
  emergency: boolean;
}

/** What the machine was told to say to whoever is on the line, and what came of it. */
export interface Spoken {
  id: string;
  kind: string;
  /** The wording that is read. */
  wording?: string;
  done: boolean;
  result?: string;
}

/** What the machine can be told to say in a talk. */
export type Say = (kind: "speak" | "number", what: { wording?: string; text?: string }) => Promise<boolean>;

class OnCall {
  /** From the first ring until the write-up is over. */
  now = $state.raw<Caller | undefined>(undefined);
  /** What was ordered for the talk, while it goes on. */
  orders = $state.raw<readonly Spoken[]>([]);
  /** Tells the machine; there is nobody to hear it where it is undefined. */
  say = $state.raw<Say | undefined>(undefined);
  /** The reports that the call has given so far. */
  reports = $state.raw<readonly string[]>([]);

  /** Whether the talk that goes on is about a report: it came of it, or its applicant has this number. */
  about(report: string, phone: string | undefined): boolean {
    return this.say !== undefined && (this.reports.includes(report) || (!!phone && phone === this.now?.phone));
  }

  /** The last time that a wording was read, or is. */
  reading(wording: string): Spoken | undefined {
    return this.orders.findLast((o) => o.kind === "speak" && o.wording === wording);
  }
}

export const onCall = new OnCall();

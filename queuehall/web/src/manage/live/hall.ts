import type { BranchView } from "../../staff/api";

/** What the feed tells of a hall's subjects, as far as this screen shows it. */
export interface TicketRow {
  code: string;
  direction: string;
  state: "waiting" | "called" | "serving" | "parked";
  issued_at: string;
  booked_at?: string;
}
export interface VisitRow {
  code: string;
  counter: string;
  step: "called" | "serving";
  called_at: string;
  started_at?: string;
}
export interface SignonRow {
  counter: string;
  name: string;
  began_at: string;
}
export interface DeviceRow {
  role: "kiosk" | "display" | "pad";
  counter?: string;
  name: string;
  state: "new" | "online" | "offline" | "faulty" | "revoked";
  since?: string;
  reboots: number;
  faults?: string[];
  lit?: boolean;
}
export interface IncidentRow {
  counter: string;
  kind: "dark" | "offline" | "faulty" | "missing";
  by: "system" | "operator";
  opened_at: string;
}

export interface Rows {
  tickets: readonly TicketRow[];
  visits: readonly VisitRow[];
  signons: readonly SignonRow[];
  devices: readonly DeviceRow[];
  incidents: readonly IncidentRow[];
}

export interface DirectionNow {
  id: string;
  letter: string;
  name: BranchView["name"];
  waiting: number;
  parked: number;
  /** Since when the first waits. */
  since: number | undefined;
}

/** What happens at a counter. "away": nobody has signed on. */
export type Doing = "away" | "free" | "called" | "serving";

export interface CounterNow {
  id: string;
  code: string;
  doing: Doing;
  /** Who sits there, and since when. */
  name: string;
  began: string | undefined;
  /** Whom they have, and since when. */
  ticket: string;
  since: string | undefined;
  pad: DeviceRow["state"] | "missing";
  lit: boolean;
  incident: IncidentRow | undefined;
}

/** A hall as it is now. */
export interface HallNow {
  directions: DirectionNow[];
  counters: CounterNow[];
  waiting: number;
  parked: number;
  since: number | undefined;
  atWork: number;
  /** Pads that are connected and sound, of those that there are. */
  padsGood: number;
  pads: number;
  incidents: number;
}

/** From when on somebody waits: who had booked for later than they came waits from their time on. */
export function waitsSince(ticket: Pick<TicketRow, "issued_at" | "booked_at">): number {
  return Math.max(Date.parse(ticket.issued_at), ticket.booked_at === undefined ? 0 : Date.parse(ticket.booked_at));
}

/** Adds up what is known of one hall; rows of other halls are passed over. */
export function hallNow(branch: Pick<BranchView, "directions" | "counters">, rows: Rows): HallNow {
  const directions = branch.directions
    .map((d) => directionNow(d, rows.tickets))
    .filter((d) => d.waiting + d.parked > 0 || branch.directions.some((of) => of.id === d.id && of.active));
  const counters = branch.counters.filter((c) => c.active).map((c) => counterNow(c, rows));
  const withPads = counters.filter((c) => c.pad !== "missing");
  return {
    directions,
    counters,
    waiting: directions.reduce((n, d) => n + d.waiting, 0),
    parked: directions.reduce((n, d) => n + d.parked, 0),
    since: earliest(directions.flatMap((d) => d.since ?? [])),
    atWork: counters.filter((c) => c.doing !== "away").length,
    padsGood: withPads.filter((c) => c.pad === "online").length,
    pads: withPads.length,
    incidents: counters.filter((c) => c.incident !== undefined).length,
  };
}

function directionNow(d: BranchView["directions"][number], tickets: Rows["tickets"]): DirectionNow {
  const own = tickets.filter((t) => t.direction === d.id);
  const waiting = own.filter((t) => t.state === "waiting");
  return {
    id: d.id,
    letter: d.letter,
    name: d.name,
    waiting: waiting.length,
    parked: own.filter((t) => t.state === "parked").length,
    since: earliest(waiting.map(waitsSince)),
  };
}

function counterNow(c: BranchView["counters"][number], rows: Rows): CounterNow {
  const signon = rows.signons.find((s) => s.counter === c.id);
  const visit = rows.visits.find((v) => v.counter === c.id);
  const pad = rows.devices.find((d) => d.role === "pad" && d.counter === c.id);
  return {
    id: c.id,
    code: c.code,
    doing: visit !== undefined ? visit.step : signon !== undefined ? "free" : "away",
    name: signon?.name ?? "",
    began: signon?.began_at,
    ticket: visit?.code ?? "",
    since: visit?.step === "serving" ? (visit.started_at ?? visit.called_at) : visit?.called_at,
    pad: pad?.state ?? "missing",
    lit: pad?.lit ?? false,
    incident: rows.incidents.find((i) => i.counter === c.id),
  };
}

const earliest = (list: number[]): number | undefined => (list.length === 0 ? undefined : Math.min(...list));

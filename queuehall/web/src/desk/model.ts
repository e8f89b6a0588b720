import type { components } from "$consoles/lib/api/schema.gen";
import type { Known } from "../device/feed.svelte";

type Schemas = components["schemas"];

export type HallMe = Schemas["HallMe"];
/** What the operator has done today. */
export type Day = Schemas["HallDay"];
export type Branch = Schemas["BranchView"];
export type Counter = Schemas["CounterView"];
export type Direction = Schemas["DirectionView"];
export type VisitView = Schemas["VisitView"];
export type TicketView = Schemas["TicketView"];
/** How a ticket's right to be served out of turn was set right. */
export type PriorityChanges = Schemas["PriorityChangeList"];
export type Step = VisitView["step"];

/** What the feed tells of a client in the queue. */
export interface TicketData {
  code: string;
  direction: string;
  state: "waiting" | "called" | "serving" | "parked";
  lang: string;
  priority?: string;
  /** 0 is served out of turn by law. */
  lane: number;
  turn_at: string;
  booked_at?: string;
  /** Waits, or is parked, for that one alone. */
  counter?: string;
  issued_at: string;
  called_at?: string;
}
export type Ticket = Known<TicketData>;

/** What it tells of an operator with a client. */
export interface VisitData {
  ticket: string;
  code: string;
  counter: string;
  staff: string;
  direction: string;
  step: "called" | "serving";
  /** Where an undo leads; "" when the last step cannot be taken back. */
  before: string;
  stepped_at: string;
  called_at: string;
  recalls: number;
  started_at?: string;
}

/** Who sits where. */
export interface SignonData {
  counter: string;
  staff: string;
  name: string;
  began_at: string;
}

export interface DeviceData {
  role: string;
  counter?: string;
  state: "new" | "online" | "offline" | "faulty" | "revoked";
}

export interface IncidentData {
  counter: string;
  kind: "dark" | "offline" | "faulty" | "missing";
  opened_at: string;
}

/** The client whom the operator has. */
export interface Client {
  id: string;
  version: number;
  ticket: string;
  code: string;
  direction: string;
  step: "called" | "serving";
  calledAt: string;
  startedAt?: string | undefined;
  recalls: number;
  priority?: string | undefined;
  lang?: string | undefined;
  /** The last step can be taken back until then, milliseconds since 1970. */
  undoUntil?: number | undefined;
}

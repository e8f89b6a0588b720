import type { Counter, Ticket, TicketData } from "./model";

/** From when somebody waits: whoever came before the time that they booked waits from that time on. */
export function waitsSince(t: Pick<TicketData, "issued_at" | "booked_at">): number {
  const came = Date.parse(t.issued_at);
  return t.booked_at === undefined ? came : Math.max(came, Date.parse(t.booked_at));
}

/** How long somebody has waited. */
export function waited(t: Pick<TicketData, "issued_at" | "booked_at">, now: number): number {
  return Math.max(0, now - waitsSince(t));
}

/** Those who wait for a counter, in the order in which it calls them: as the server chooses. */
export function lineOf(tickets: readonly Ticket[], counter: Counter): Ticket[] {
  const rank = new Map(counter.directions.map((d, i) => [d, i]));
  const place = (t: TicketData) => (counter.ranked ? (rank.get(t.direction) ?? counter.directions.length) : 0);
  return tickets
    .filter(({ data }) => data.state === "waiting" && (data.counter === counter.id || (data.counter === undefined && rank.has(data.direction))))
    .sort(
      (a, b) =>
        a.data.lane - b.data.lane ||
        place(a.data) - place(b.data) ||
        Date.parse(a.data.turn_at) - Date.parse(b.data.turn_at) ||
        (a.id < b.id ? -1 : 1),
    );
}

/** Everybody who waits in the hall and whom a counter may call by name, whoever waits longest first. */
export function callable(tickets: readonly Ticket[], counter: Counter): Ticket[] {
  return tickets
    .filter(({ data }) => data.state === "waiting" && (data.counter === undefined || data.counter === counter.id))
    .sort((a, b) => waitsSince(a.data) - waitsSince(b.data) || (a.id < b.id ? -1 : 1));
}

/** Those who went to fetch something and come back to a counter, or to any since their own was left. */
export function parkedAt(tickets: readonly Ticket[], counter: string): Ticket[] {
  return tickets
    .filter(({ data }) => data.state === "parked" && (data.counter === undefined || data.counter === counter))
    .sort((a, b) => Date.parse(a.data.turn_at) - Date.parse(b.data.turn_at));
}

/** How many wait for a direction, and how long the first of them has. */
export interface Waits {
  direction: string;
  count: number;
  longest: number;
}

/** The waits of each direction that is told, also where nobody waits. */
export function waitsOf(tickets: readonly Ticket[], directions: readonly string[], now: number): Waits[] {
  const all = new Map(directions.map((direction) => [direction, { direction, count: 0, longest: 0 }]));
  for (const { data } of tickets) {
    const waits = data.state === "waiting" ? all.get(data.direction) : undefined;
    if (waits === undefined) continue;
    waits.count++;
    waits.longest = Math.max(waits.longest, waited(data, now));
  }
  return [...all.values()];
}

/** Those whose number somebody types: «17», «017», «А-17», in letters large or small, with or without a dash. */
export function found(tickets: readonly Ticket[], typed: string): Ticket[] {
  const [, letter = "", digits = ""] = /^\s*(\p{L}*)[\s-]*0*(\d*)\s*$/u.exec(typed.toLocaleUpperCase("uk")) ?? [];
  if (letter === "" && digits === "") return typed.trim() === "" ? [...tickets] : [];
  return tickets.filter(({ data }) => {
    const [own = "", number = ""] = data.code.split("-");
    return own.toLocaleUpperCase("uk").startsWith(letter) && number.replace(/^0+/, "").startsWith(digits);
  });
}

import type { Event, Message } from "./api";

/** One line of a case's history: something done, or something said. */
export type Line = { at: string; key: string } & ({ event: Event } | { message: Message });

/** The history with what was said in its place, the latest first. */
export function timeline(events: readonly Event[], messages: readonly Message[]): Line[] {
  const lines: Line[] = [
    ...events.map((event) => ({ at: event.at, key: `e${event.seq}`, event })),
    ...messages.map((message) => ({ at: message.at, key: message.id, message })),
  ];
  // What was said comes of what was done in the same instant, so it stands above it.
  const rank = (line: Line) => ("message" in line ? 1 : 0);
  return lines.sort((a, b) => Date.parse(b.at) - Date.parse(a.at) || rank(b) - rank(a) || seq(b) - seq(a));
}

function seq(line: Line): number {
  return "event" in line ? line.event.seq : 0;
}

/** A text of an event's data, "" when it has none of that name. */
export function datum(event: Event, name: string): string {
  const data = event.data;
  if (typeof data !== "object" || data === null) return "";
  const value = (data as Record<string, unknown>)[name];
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

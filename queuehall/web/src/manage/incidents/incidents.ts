import type { components } from "$consoles/lib/api/schema.gen";

export type Incident = components["schemas"]["IncidentView"];

/** How long an incident went on, or has gone on until now, in milliseconds. */
export function lasted(incident: Pick<Incident, "opened_at" | "closed_at">, now: number): number {
  return Math.max(0, (incident.closed_at === undefined ? now : Date.parse(incident.closed_at)) - Date.parse(incident.opened_at));
}

/** Those that go on, the longest first, and the rest as they came. */
export function parted(list: readonly Incident[]): { open: Incident[]; over: Incident[] } {
  const open = list.filter((i) => i.closed_at === undefined).sort((a, b) => Date.parse(a.opened_at) - Date.parse(b.opened_at));
  return { open, over: list.filter((i) => i.closed_at !== undefined) };
}

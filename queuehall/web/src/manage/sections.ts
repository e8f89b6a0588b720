/** The parts of the manager's screen, in the order in which they are offered. */
export const sections = ["live", "bookings", "days", "devices", "incidents", "results", "flags", "requests", "people"] as const;
export type Section = (typeof sections)[number];

/** What a person has to be allowed for each. */
const needs: Record<Section, string> = {
  live: "hall.manage",
  bookings: "hall.bookings",
  days: "hall.days",
  devices: "hall.manage",
  incidents: "hall.manage",
  results: "hall.reports",
  flags: "hall.reports",
  requests: "hall.requests",
  people: "hall.people",
};

/** The parts that somebody with these actions is offered. */
export function offered(actions: readonly string[]): Section[] {
  return sections.filter((section) => actions.includes(needs[section]));
}

/** The part that an address shows: the first that is offered, where it names none or one that is not. */
export function shown(pathname: string, list: readonly Section[]): Section | undefined {
  const named = pathname.replace(/^\/hall\/manage\/?/, "").split("/")[0];
  return list.find((section) => section === named) ?? list[0];
}

export const addressOf = (section: Section): string => `/hall/manage/${section}`;

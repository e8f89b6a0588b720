/** Which results are asked for: what the address carries. */
export interface Ask {
  by: By;
  per: Per;
  /** Days, 2026-03-02; until is the last one. */
  from: string;
  until: string;
  branch: string;
  participant: string;
}

export const slices = ["centre", "branch", "direction", "operator"] as const;
export type By = (typeof slices)[number];
/** "" leaves the time uncut. */
export const periods = ["", "day", "week", "month", "quarter", "year"] as const;
export type Per = (typeof periods)[number];

const day = 86_400_000;
const write = (at: Date) => at.toISOString().slice(0, 10);
/** Days are reckoned at noon UTC, where no clock is put forward. */
const noon = (date: string) => new Date(`${date}T12:00:00Z`);

/** The date on a wall's clock in a zone. */
export function dateIn(zone: string | undefined, now: number): string {
  return new Intl.DateTimeFormat("en-CA", { year: "numeric", month: "2-digit", day: "2-digit", ...(zone && { timeZone: zone }) }).format(now);
}

export function plus(date: string, days: number): string {
  return write(new Date(noon(date).getTime() + days * day));
}

/** Reads what the address asks for; by branch over the last thirty days, where it says nothing. */
export function read(query: URLSearchParams, today: string): Ask {
  const date = (name: string, otherwise: string) => {
    const given = query.get(name) ?? "";
    return /^\d{4}-\d{2}-\d{2}$/.test(given) && !Number.isNaN(noon(given).getTime()) ? given : otherwise;
  };
  return {
    by: slices.find((by) => by === query.get("by")) ?? "branch",
    per: periods.find((per) => per === query.get("per")) ?? "",
    from: date("from", plus(today, -29)),
    until: date("until", today),
    branch: query.get("branch") ?? "",
    participant: query.get("participant") ?? "",
  };
}

/** The same as a query, without what is not asked. */
export function query(ask: Ask): URLSearchParams {
  return new URLSearchParams(Object.entries(ask).filter(([, value]) => value !== ""));
}

/** Spans that are asked for by one press. */
export const spans = ["week", "month", "last_month", "quarter", "year"] as const;
export type SpanName = (typeof spans)[number];

/** The days of such a span: to the end of what is over, to today of what goes on. */
export function span(name: SpanName, today: string): { from: string; until: string } {
  const at = noon(today);
  const first = (month: number) => write(new Date(Date.UTC(at.getUTCFullYear(), month, 1, 12)));
  const month = at.getUTCMonth();
  switch (name) {
    case "week":
      return { from: plus(today, -((at.getUTCDay() + 6) % 7)), until: today };
    case "month":
      return { from: first(month), until: today };
    case "last_month":
      return { from: first(month - 1), until: plus(first(month), -1) };
    case "quarter":
      return { from: first(month - (month % 3)), until: today };
    case "year":
      return { from: first(0), until: today };
  }
}

/** What a period that begins on a day is called. */
export function periodName(per: Per, start: string, lang: string): string {
  const write = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(lang === "en" ? "en-GB" : lang, { timeZone: "UTC", ...options }).format(noon(start));
  switch (per) {
    case "month":
      return write({ month: "long", year: "numeric" });
    case "quarter":
      return `${["I", "II", "III", "IV"][Math.floor(noon(start).getUTCMonth() / 3)]} · ${start.slice(0, 4)}`;
    case "year":
      return start.slice(0, 4);
    case "week":
      return `${write({ day: "numeric", month: "short" })} – ${new Intl.DateTimeFormat(lang === "en" ? "en-GB" : lang, { timeZone: "UTC", day: "numeric", month: "short" }).format(noon(plus(start, 6)))}`;
    default:
      return write({ day: "numeric", month: "short", year: "numeric" });
  }
}

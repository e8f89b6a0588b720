/** The month of a day, as an address writes it: 2026-12. */
export const monthOf = (at: Date, zone: string): string =>
  new Intl.DateTimeFormat("en-CA", { year: "numeric", month: "2-digit", timeZone: zone }).format(at).slice(0, 7);

/** The month n months later. */
export function shifted(month: string, n: number): string {
  const [year = 0, number = 1] = month.split("-").map(Number);
  return new Date(Date.UTC(year, number - 1 + n, 1)).toISOString().slice(0, 7);
}

/** The name of a month with its year. */
export const monthName = (month: string, lang: string): string =>
  new Intl.DateTimeFormat(lang, { month: "long", year: "numeric", timeZone: "UTC" }).format(new Date(`${month}-01T00:00:00Z`));

/** Minutes as hours, with a fraction only where there is one. */
export const inHours = (minutes: number, lang: string): string =>
  new Intl.NumberFormat(lang, { maximumFractionDigits: 1 }).format(minutes / 60);

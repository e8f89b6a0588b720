import { language } from "$lib/i18n/index.svelte";
import { dayAfter, wallTime } from "$lib/zoned";

/** A part as people read it: «82 %». */
export const percent = (share: number): string =>
  new Intl.NumberFormat(language.lang, { style: "percent", maximumFractionDigits: 0 }).format(share);

/** A day without its hour, which stands in no zone: 2026-11-01. */
const day = (of: string): string =>
  new Intl.DateTimeFormat(language.lang === "en" ? "en-GB" : language.lang, { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" }).format(
    new Date(`${of}T00:00:00Z`),
  );

export const days = (since: string, until: string): string => (since === until ? day(since) : `${day(since)} — ${day(until)}`);

/** The day that stands so many days before, by a city's calendar. */
export const daysAgo = (now: number, zone: string, n: number): string => dayAfter(wallTime(new Date(now), zone).slice(0, 10), -n);

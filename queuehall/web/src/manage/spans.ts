import { word } from "./words.svelte";

/** A length of time in minutes and hours, as waits are told: «4 хв», «1 год 05 хв». */
export function minutes(ms: number): string {
  const m = Math.floor(ms / 60_000);
  if (m < 1) return word("manage.span.now");
  return m < 60 ? word("manage.span.minutes", { m }) : word("manage.span.hours", { h: Math.floor(m / 60), m: String(m % 60).padStart(2, "0") });
}

/** The same of seconds that were measured: «4:05», for comparing. */
export function measured(seconds: number): string {
  const s = Math.round(seconds);
  return `${Math.floor(s / 60)}:${String(s % 60).padStart(2, "0")}`;
}

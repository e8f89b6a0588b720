import { dayAfter, instant, wallTime } from "$lib/zoned";
import type { Duty } from "./api";

/** An officer's turn as it is edited: the hours by the city's clocks. */
export interface Turn {
  id: string;
  name: string;
  phone: string;
  from: string;
  until: string;
}

const none = "00000000-0000-0000-0000-000000000000";

export const turnOf = (d: Duty, zone: string): Turn => ({ ...d, from: wallTime(d.from, zone), until: wallTime(d.until, zone) });

/** What is sent; a time that cannot be read is sent as none, which the server refuses. */
export const dutyOf = (t: Turn, zone: string): Duty => ({
  id: t.id,
  name: t.name.trim(),
  phone: t.phone.trim(),
  from: (instant(t.from, zone) ?? new Date(0)).toISOString(),
  until: (instant(t.until, zone) ?? new Date(0)).toISOString(),
});

export const newTurn = (day: string, from: string, until: string): Turn => ({
  id: none,
  name: "",
  phone: "",
  from: `${day}T${from}`,
  until: `${until > from ? day : dayAfter(day, 1)}T${until}`,
});

/** A list swaps two neighbours. */
export function moved<T>(list: readonly T[], i: number, by: -1 | 1): T[] {
  const [one, other] = [list[i], list[i + by]];
  return one === undefined || other === undefined ? [...list] : list.with(i, other).with(i + by, one);
}

export interface Officer {
  name: string;
  phone: string;
}

/** Officers, one a line: «Name, number». A line without a number is none. */
export function officersIn(text: string): Officer[] {
  return text.split("\n").flatMap((line) => {
    const [, name, phone] = /^\s*(.*?)[\s,;]+(\+?[\d\s()-]{3,}|[a-z][a-z0-9-]*)\s*$/.exec(line) ?? [];
    return name && phone ? [{ name, phone: phone.trim() }] : [];
  });
}

/** Turns of officers one after the other, each for so many days, from a day on. */
export function inTurn(officers: readonly Officer[], plan: { since: string; days: number; each: number; from: string; until: string }): Turn[] {
  if (officers.length === 0) return [];
  return Array.from({ length: plan.days }, (_, i) => ({
    ...newTurn(dayAfter(plan.since, i), plan.from, plan.until),
    ...(officers[Math.floor(i / plan.each) % officers.length] as Officer),
  }));
}

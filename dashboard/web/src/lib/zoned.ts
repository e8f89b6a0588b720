const formats = new Map<string, Intl.DateTimeFormat>();

function parts(zone: string): Intl.DateTimeFormat {
  let made = formats.get(zone);
  if (made === undefined) {
    // Sweden writes days and hours as an input of the browser does: 2026-11-24 17:00.
    made = new Intl.DateTimeFormat("sv-SE", { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", timeZone: zone });
    formats.set(zone, made);
  }
  return made;
}

/** A moment as the clocks of a zone show it, for a field of day and hour: 2026-11-24T17:00. */
export const wallTime = (at: string | Date, zone: string): string => parts(zone).format(new Date(at)).replace(" ", "T");

/**
 * The moment at which the clocks of a zone show a time. Of an hour that comes twice it is the first, and one that is left out in
 * spring is the hour after it; undefined for what is no time.
 */
export function instant(wall: string, zone: string): Date | undefined {
  const asked = Date.parse(`${wall}Z`);
  if (Number.isNaN(asked)) return undefined;
  const offset = (at: number) => Date.parse(`${wallTime(new Date(at), zone)}Z`) - at;
  // The offsets a day before and after: where they differ the clocks are changed between.
  const [before, after] = [offset(asked - 86_400_000), offset(asked + 86_400_000)];
  const early = asked - before;
  return new Date(wallTime(new Date(early), zone) === wall || before === after ? early : asked - after);
}

/** The day that comes so many days after: 2026-11-30 and 1 give 2026-12-01. */
export const dayAfter = (day: string, n: number): string => new Date(Date.parse(`${day}T00:00:00Z`) + n * 86_400_000).toISOString().slice(0, 10);

const formats = new Map<string, Intl.DateTimeFormat>();

// Making a DateTimeFormat is slow and a list of ages makes many.
function formatter(lang: string, zone: string | undefined, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${lang}|${zone ?? ""}|${JSON.stringify(options)}`;
  let made = formats.get(key);
  if (made === undefined) {
    made = new Intl.DateTimeFormat(lang === "en" ? "en-GB" : lang, zone === undefined ? options : { ...options, timeZone: zone });
    formats.set(key, made);
  }
  return made;
}

export function clock(at: Date, lang: string, zone: string | undefined): string {
  return formatter(lang, zone, { hour: "2-digit", minute: "2-digit" }).format(at);
}

export function day(at: Date, lang: string, zone: string | undefined): string {
  return formatter(lang, zone, { day: "numeric", month: "long", year: "numeric" }).format(at);
}

/** The hour for a moment of today, the short day and the hour for any other. */
export function moment(at: Date, now: number, lang: string, zone: string | undefined): string {
  if (day(at, lang, zone) === day(new Date(now), lang, zone)) return clock(at, lang, zone);
  const short = formatter(lang, zone, { day: "numeric", month: "short" }).format(at);
  return `${short}, ${clock(at, lang, zone)}`;
}

export function fullMoment(at: Date, lang: string, zone: string | undefined): string {
  return `${day(at, lang, zone)}, ${clock(at, lang, zone)}`;
}

/** One text of a catalogue: plain, or one form for each plural category of its language. */
export type Entry = string | Readonly<Record<string, string>>;
export type Texts = Readonly<Record<string, Entry>>;
export type Args = Readonly<Record<string, string | number>>;

/** The number that chooses the plural form, as on the Go side: the argument "count", else "n". */
function countOf(args: Args): number | undefined {
  const value = args.count ?? args.n;
  if (value === undefined) return undefined;
  const n = Number(value);
  return Number.isFinite(n) ? n : undefined;
}

/** Puts arguments in the place of {name}. A placeholder without an argument stays, so that the lack is seen. */
export function fill(text: string, args: Args): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = args[name];
    return value === undefined ? whole : String(value);
  });
}

/** Writes an entry of a catalogue with its arguments, in the plural form that the language's rules choose. */
export function format(entry: Entry, args: Args, rules: Intl.PluralRules): string {
  if (typeof entry === "string") return fill(entry, args);
  const n = countOf(args);
  const form = n === undefined ? "other" : rules.select(n);
  return fill(entry[form] ?? entry.other ?? "", args);
}

import webUk from "$texts/web.uk.json";
import whyUk from "$texts/why.uk.json";
import { type Args, type Entry, format, type Texts } from "./format";
import * as times from "./times";

/** The keys that have a text: a misspelt one does not compile. */
export type Key = keyof typeof webUk | keyof typeof whyUk;

export const languages = ["uk", "en", "pl"] as const;
export type Lang = (typeof languages)[number];

const ukrainian: Texts = { ...webUk, ...whyUk };

// Ukrainian is in the first script; the others come when they are asked for.
const loaders: Record<Exclude<Lang, "uk">, () => Promise<Texts>> = {
  en: async () => ({
    ...(await import("$texts/web.en.json")).default,
    ...(await import("$texts/why.en.json")).default,
  }),
  pl: async () => ({
    ...(await import("$texts/web.pl.json")).default,
    ...(await import("$texts/why.pl.json")).default,
  }),
};

const stored = "hotline.lang";

export function isLang(s: string | null | undefined): s is Lang {
  return languages.includes(s as Lang);
}

/** The language of the screens. Reading it in a component makes the component follow a switch. */
class Language {
  lang = $state<Lang>("uk");
  /** The city's zone: terms are told by its clocks, wherever the browser stands. */
  zone = $state<string | undefined>(undefined);
  #known = false;
  #texts = $state.raw<Texts>(ukrainian);
  #rules = $derived(new Intl.PluralRules(this.lang));

  /** Whether the person chose a language in this browser; otherwise their account's applies. */
  get chosen(): boolean {
    return isLang(localStorage.getItem(stored));
  }

  /** Chosen here or taken from the account: the server answers in it. Before that it knows better than the browser. */
  get known(): boolean {
    return this.#known || this.chosen;
  }

  /** The account's language, where none was chosen in this browser. */
  async account(lang: string | undefined): Promise<void> {
    if (!this.chosen && isLang(lang)) await this.use(lang);
    this.#known = true;
  }

  /** Starts with the language chosen before, else with one that the browser asks for. */
  async start(): Promise<void> {
    const before = localStorage.getItem(stored);
    const asked = navigator.languages.map((l) => l.slice(0, 2)).find(isLang);
    await this.use(isLang(before) ? before : (asked ?? "uk"));
  }

  async use(lang: Lang): Promise<void> {
    this.#texts = lang === "uk" ? ukrainian : await loaders[lang]();
    this.lang = lang;
    document.documentElement.lang = lang;
  }

  async choose(lang: Lang): Promise<void> {
    await this.use(lang);
    localStorage.setItem(stored, lang);
  }

  find(key: string): Entry | undefined {
    return this.#texts[key] ?? ukrainian[key];
  }

  write(entry: Entry, args: Args): string {
    return format(entry, args, this.#rules);
  }
}

export const language = new Language();

/** The text of a key in the language of the screens. */
export function t(key: Key, args: Args = {}): string {
  const entry = language.find(key);
  return entry === undefined ? key : language.write(entry, args);
}

/** The text of a key put together at run time, the fallback where there is none. */
export function tOr(key: string, fallback: string, args: Args = {}): string {
  const entry = language.find(key);
  return entry === undefined ? fallback : language.write(entry, args);
}

/** A moment by the city's clocks: the hour for today, the day and the hour otherwise. */
export function moment(at: string | Date, now: number): string {
  return times.moment(new Date(at), now, language.lang, language.zone);
}

/** A moment written in full. */
export function fullMoment(at: string | Date): string {
  return times.fullMoment(new Date(at), language.lang, language.zone);
}

/** The day on which a moment falls in the city. */
export function day(at: string | Date): string {
  return times.day(new Date(at), language.lang, language.zone);
}

export function clock(at: string | Date): string {
  return times.clock(new Date(at), language.lang, language.zone);
}

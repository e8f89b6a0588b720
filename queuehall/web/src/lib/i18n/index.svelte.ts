import { type Args, type Entry, format, type Texts } from "$consoles/lib/i18n/format";
import * as times from "$consoles/lib/i18n/times";
import hallUk from "$texts/hall.uk.json";

/** The keys that have a text: a misspelt one does not compile. */
export type Key = keyof typeof hallUk;

export const languages = ["uk", "en", "pl"] as const;
export type Lang = (typeof languages)[number];

/** A name in each language. */
export type Names = Readonly<Record<string, string>>;

const ukrainian: Texts = hallUk;

// Ukrainian is in the first script; the others come when they are asked for.
const loaders: Record<Exclude<Lang, "uk">, () => Promise<{ default: Texts }>> = {
  en: () => import("$texts/hall.en.json"),
  pl: () => import("$texts/hall.pl.json"),
};

export function isLang(s: unknown): s is Lang {
  return languages.includes(s as Lang);
}

/** The language of the screen. Reading it in a component makes the component follow a switch. */
class Language {
  lang = $state<Lang>("uk");
  /** The branch's zone: the clock on its wall, wherever the browser thinks that it stands. */
  zone = $state<string | undefined>(undefined);
  #texts = $state.raw<Texts>(ukrainian);
  #rules = $derived(new Intl.PluralRules(this.lang));
  readonly #loaded = new Map<Lang, Texts>([["uk", ukrainian]]);

  /** Fetches every language, so that a switch needs no network. */
  async ready(): Promise<void> {
    await Promise.all(languages.map((lang) => this.#load(lang)));
  }

  async use(lang: Lang): Promise<void> {
    this.#texts = await this.#load(lang);
    this.lang = lang;
    document.documentElement.lang = lang;
  }

  async #load(lang: Lang): Promise<Texts> {
    let texts = this.#loaded.get(lang);
    if (texts === undefined && lang !== "uk") {
      texts = (await loaders[lang]()).default;
      this.#loaded.set(lang, texts);
    }
    return texts ?? ukrainian;
  }

  /** The text of a key in a language, "" while that is not loaded. */
  textIn(lang: Lang, key: Key): string {
    const entry = this.#loaded.get(lang)?.[key];
    return typeof entry === "string" ? entry : "";
  }

  find(key: string): Entry | undefined {
    return this.#texts[key] ?? ukrainian[key];
  }

  write(entry: Entry, args: Args): string {
    return format(entry, args, this.#rules);
  }
}

export const language = new Language();

/** The text of a key in the language of the screen. */
export function t(key: Key, args: Args = {}): string {
  const entry = language.find(key);
  return entry === undefined ? key : language.write(entry, args);
}

/** A name in the language of the screen. */
export function named(names: Names): string {
  return names[language.lang] || names.uk || "";
}

export function clock(at: string | number | Date): string {
  return times.clock(new Date(at), language.lang, language.zone);
}

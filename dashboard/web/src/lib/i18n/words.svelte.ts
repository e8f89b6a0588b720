import type { Args, Texts } from "./format";
import { type Lang, language } from "$lib/i18n/index.svelte";

/** Where the texts in other languages than Ukrainian come from. */
export type Loaders = Readonly<Record<Exclude<Lang, "uk">, () => Promise<{ default: Texts }>>>;

/**
 * The texts of screens that come later: they come with them, so that the first load stays small. The Ukrainian ones are there at
 * once and stand in for what another language lacks.
 */
export class Words<K extends string> {
  #texts = $state.raw<Texts>({});

  constructor(
    private readonly ukrainian: Readonly<Record<K, Texts[string]>>,
    private readonly loaders: Loaders,
  ) {
    this.#texts = ukrainian;
  }

  async load(lang: Lang): Promise<void> {
    const texts = lang === "uk" ? this.ukrainian : (await this.loaders[lang]()).default;
    if (language.lang === lang) this.#texts = texts;
  }

  /** The text of a key in the language of the screens. */
  word = (key: K, args: Args = {}): string => this.wordOr(key, key, args);

  /** The text of a key put together at run time, the fallback where there is none. */
  wordOr = (key: string, fallback: string, args: Args = {}): string => {
    const entry = this.#texts[key] ?? (this.ukrainian as Texts)[key];
    return entry === undefined ? fallback : language.write(entry, args);
  };
}

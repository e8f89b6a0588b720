import phoneUk from "$texts/phone.uk.json";
import type { Args, Texts } from "$lib/i18n/format";
import { type Lang, language } from "$lib/i18n/index.svelte";

/** The telephone's own texts: they come with it, so that the first load stays small. */
export type PhoneKey = keyof typeof phoneUk;

const ukrainian: Texts = phoneUk;
const loaders: Record<Exclude<Lang, "uk">, () => Promise<{ default: Texts }>> = {
  en: () => import("$texts/phone.en.json"),
  pl: () => import("$texts/phone.pl.json"),
};

class Words {
  #texts = $state.raw<Texts>(ukrainian);

  async load(lang: Lang): Promise<void> {
    const texts = lang === "uk" ? ukrainian : (await loaders[lang]()).default;
    if (language.lang === lang) this.#texts = texts;
  }

  find(key: string, args: Args): string | undefined {
    const entry = this.#texts[key] ?? ukrainian[key];
    return entry === undefined ? undefined : language.write(entry, args);
  }
}

export const words = new Words();

/** The text of a key in the language of the screens. */
export const word = (key: PhoneKey, args: Args = {}): string => words.find(key, args) ?? key;

/** The text of a key put together at run time, the fallback where there is none. */
export const wordOr = (key: string, fallback: string, args: Args = {}): string => words.find(key, args) ?? fallback;

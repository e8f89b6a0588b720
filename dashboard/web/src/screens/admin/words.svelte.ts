import adminUk from "$texts/admin.uk.json";
import type { Args, Texts } from "$lib/i18n/format";
import { type Lang, language } from "$lib/i18n/index.svelte";

/** The administration's own texts: they come with its screens, so that the agent's console stays small. */
export type AdminKey = keyof typeof adminUk;

const ukrainian: Texts = adminUk;
const loaders: Record<Exclude<Lang, "uk">, () => Promise<{ default: Texts }>> = {
  en: () => import("$texts/admin.en.json"),
  pl: () => import("$texts/admin.pl.json"),
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
export const word = (key: AdminKey, args: Args = {}): string => words.find(key, args) ?? key;

/** The text of a key put together at run time, the fallback where there is none. */
export const wordOr = (key: string, fallback: string, args: Args = {}): string => words.find(key, args) ?? fallback;

/** A name in the language of the screens, the Ukrainian one where it has none. */
export const inLang = (texts: Partial<Record<string, string>>): string => texts[language.lang] || texts.uk || "";

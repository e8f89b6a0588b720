import adminUk from "$texts/admin.uk.json";
import { language } from "$lib/i18n/index.svelte";
import { Words } from "$lib/i18n/words.svelte";

/** The administration's own texts. */
export type AdminKey = keyof typeof adminUk;

export const words = new Words<AdminKey>(adminUk, {
  en: () => import("$texts/admin.en.json"),
  pl: () => import("$texts/admin.pl.json"),
});

export const { word, wordOr } = words;

/** A name in the language of the screens, the Ukrainian one where it has none. */
export const inLang = (texts: Partial<Record<string, string>>): string => texts[language.lang] || texts.uk || "";

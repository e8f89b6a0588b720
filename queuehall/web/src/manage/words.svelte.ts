import manageUk from "$texts/hall_manage.uk.json";
import { Words } from "$consoles/lib/i18n/words.svelte";

/** The manager's screen's own texts. */
export type ManageKey = keyof typeof manageUk;

export const words = new Words<ManageKey>(manageUk, {
  en: () => import("$texts/hall_manage.en.json"),
  pl: () => import("$texts/hall_manage.pl.json"),
});

export const { word, wordOr } = words;

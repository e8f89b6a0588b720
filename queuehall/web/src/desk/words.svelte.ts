import { Words } from "$consoles/lib/i18n/words.svelte";
import deskUk from "$texts/hall_desk.uk.json";

/** The operator's screen's own texts. */
export type DeskKey = keyof typeof deskUk;

export const words = new Words<DeskKey>(deskUk, {
  en: () => import("$texts/hall_desk.en.json"),
  pl: () => import("$texts/hall_desk.pl.json"),
});

export const { word } = words;

import phoneUk from "$texts/phone.uk.json";
import { Words } from "$lib/i18n/words.svelte";

/** The telephone's own texts. */
export type PhoneKey = keyof typeof phoneUk;

export const words = new Words<PhoneKey>(phoneUk, {
  en: () => import("$texts/phone.en.json"),
  pl: () => import("$texts/phone.pl.json"),
});

export const { word, wordOr } = words;

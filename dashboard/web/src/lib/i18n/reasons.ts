import type { Lang } from "./index.svelte";
import type { Texts } from "./format";

// The letters' catalogue is large and few people look at what was not delivered, so it comes when it is asked for.
const loaders: Record<Lang, () => Promise<{ default: Texts }>> = {
  uk: () => import("$texts/delivery.uk.json"),
  en: () => import("$texts/delivery.en.json"),
  pl: () => import("$texts/delivery.pl.json"),
};

/** Why a delivery was given up, by the key that is kept with it. */
export async function reasons(lang: Lang): Promise<(key: string) => string> {
  const texts = (await loaders[lang]()).default;
  return (key) => {
    const text = texts[key];
    return typeof text === "string" ? text : key;
  };
}

import type { Texts } from "./format";
import { type Lang, language } from "./index.svelte";

// The letters' catalogue is large and few people look at what was not delivered, so it comes when it is asked for.
const loaders: Record<Lang, () => Promise<{ default: Texts }>> = {
  uk: () => import("$texts/delivery.uk.json"),
  en: () => import("$texts/delivery.en.json"),
  pl: () => import("$texts/delivery.pl.json"),
};

/**
 * Why a delivery was given up, by the key that is kept with it; a mail server's answer is no key and is shown as it is.
 * Call it while a component is made.
 */
export class Reasons {
  #texts = $state.raw<Texts>({});

  constructor() {
    $effect(() => {
      const { lang } = language;
      loaders[lang]().then(
        (found) => {
          if (language.lang === lang) this.#texts = found.default;
        },
        () => {}, // the keys themselves still tell something
      );
    });
  }

  of(key: string): string {
    const text = this.#texts[key];
    return typeof text === "string" ? text : key;
  }
}

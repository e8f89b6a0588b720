import { t } from "./i18n/index.svelte";
import { type NumberWords, parts, speak } from "./spoken";

/** A case's number as an agent says it on the telephone (MR-4.8). */
export function spokenNumber(number: string): string {
  const both = parts(number);
  if (both === undefined) return number;
  const words: NumberWords = {
    ones: t("web.number.ones"),
    onesOfThousands: t("web.number.ones_of_thousands"),
    tens: t("web.number.tens"),
    hundreds: t("web.number.hundreds"),
    thousands: (n) => t("web.number.thousands", { n }),
    joint: t("web.number.joint").replaceAll("_", " "),
  };
  return t("web.number.spoken", { year: speak(both.year, words), seq: speak(both.seq, words) });
}

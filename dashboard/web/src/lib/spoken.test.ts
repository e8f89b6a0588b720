import { describe, expect, test } from "vitest";
import en from "$texts/web.en.json";
import uk from "$texts/web.uk.json";
import { format, type Entry } from "./i18n/format";
import { type NumberWords, parts, speak } from "./spoken";

function words(texts: Record<string, Entry>, lang: string): NumberWords {
  const text = (key: string) => String(texts[`web.number.${key}`]);
  const rules = new Intl.PluralRules(lang);
  return {
    ones: text("ones"),
    onesOfThousands: text("ones_of_thousands"),
    tens: text("tens"),
    hundreds: text("hundreds"),
    thousands: (n) => format(texts["web.number.thousands"] ?? "", { n }, rules),
    joint: text("joint").replaceAll("_", " "),
  };
}

// MR-4.8
describe("a case's number as it is spoken", () => {
  test.each([
    [2026, "дві тисячі двадцять шість"],
    [123, "сто двадцять три"],
    [11, "одинадцять"],
    [1001, "одна тисяча один"],
    [15000, "п’ятнадцять тисяч"],
    [100240, "сто тисяч двісті сорок"],
    [21319, "двадцять одна тисяча триста дев’ятнадцять"],
  ])("%d in Ukrainian", (n, want) => {
    expect(speak(n, words(uk, "uk"))).toBe(want);
  });

  test.each([
    [2026, "two thousand twenty-six"],
    [123, "one hundred twenty-three"],
    [40, "forty"],
  ])("%d in English", (n, want) => {
    expect(speak(n, words(en, "en"))).toBe(want);
  });

  test("is read from the number itself", () => {
    expect(parts("2026-000123")).toEqual({ year: 2026, seq: 123 });
    expect(parts("123")).toBeUndefined();
  });
});

import { describe, expect, test } from "vitest";
import { fill, format } from "./format";

const waits = {
  one: "{count} звернення чекає",
  few: "{count} звернення чекають",
  many: "{count} звернень чекають",
  other: "{count} звернення чекає",
};

describe("a text of a catalogue", () => {
  const uk = new Intl.PluralRules("uk");

  test.each([
    [1, "1 звернення чекає"],
    [2, "2 звернення чекають"],
    [5, "5 звернень чекають"],
    [11, "11 звернень чекають"],
    [21, "21 звернення чекає"],
    [112, "112 звернень чекають"],
  ])("takes the plural form of %d in Ukrainian", (count, want) => {
    expect(format(waits, { count }, uk)).toBe(want);
  });

  test("takes the number from n too, also as a string, as the server sends it", () => {
    expect(format({ one: "{n} доба", few: "{n} доби", many: "{n} діб", other: "{n} доби" }, { n: "45" }, uk)).toBe("45 діб");
  });

  test("keeps a placeholder that has no argument, so that the lack is seen", () => {
    expect(fill("до {at}, {who}", { at: "14:05" })).toBe("до 14:05, {who}");
  });
});

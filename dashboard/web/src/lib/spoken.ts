/** The words that numbers are spoken with, from a catalogue: lists are separated by spaces, "_" stands for a space. */
export interface NumberWords {
  ones: string; // zero to nineteen
  onesOfThousands: string; // the same as they agree with "thousand"
  tens: string; // twenty to ninety
  hundreds: string; // one hundred to nine hundred
  thousands: (n: number) => string;
  joint: string; // between tens and ones: a space, a hyphen
}

/** Speaks a whole number from 0 to 999,999. */
export function speak(n: number, words: NumberWords): string {
  if (n === 0) return list(words.ones)[0] ?? "";
  const thousands = Math.floor(n / 1000);
  const parts: string[] = [];
  if (thousands > 0) parts.push(below1000(thousands, words, words.onesOfThousands), words.thousands(thousands));
  if (n % 1000 > 0) parts.push(below1000(n % 1000, words, words.ones));
  return parts.join(" ");
}

function below1000(n: number, words: NumberWords, ones: string): string {
  const parts: string[] = [];
  if (n >= 100) parts.push(list(words.hundreds)[Math.floor(n / 100) - 1] ?? "");
  const rest = n % 100;
  if (rest >= 20) {
    const ten = list(words.tens)[Math.floor(rest / 10) - 2] ?? "";
    const one = rest % 10 > 0 ? words.joint + (list(ones)[rest % 10] ?? "") : "";
    parts.push(ten + one);
  } else if (rest > 0) {
    parts.push(list(ones)[rest] ?? "");
  }
  return parts.join(" ");
}

function list(words: string): string[] {
  return words.split(" ").map((w) => w.replaceAll("_", " "));
}

/** The two numbers of a case's number 2026-000123, undefined when it does not look like one. */
export function parts(number: string): { year: number; seq: number } | undefined {
  const match = /^(\d{4})-(\d{1,6})$/.exec(number);
  return match ? { year: Number(match[1]), seq: Number(match[2]) } : undefined;
}

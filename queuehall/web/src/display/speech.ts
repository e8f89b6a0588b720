/** One call as it is said: which pieces, one after another, in which language. */
export interface Phrase {
  lang: string;
  pieces: string[];
}

/** The pieces of which a number up to 999 is said; above, its digits. */
export function number(n: number): string[] {
  if (n > 999) return [...String(n)].map((digit) => `n${digit}`);
  const hundreds = Math.floor(n / 100) * 100;
  const rest = n % 100;
  const parts = rest <= 20 ? [hundreds, rest] : [hundreds, Math.floor(rest / 10) * 10, rest % 10];
  const said = parts.filter((part) => part > 0);
  return (said.length === 0 ? [0] : said).map((part) => `n${part}`);
}

/** The pieces of what is written on a ticket or a counter: «А-017» is А, 17. */
export function code(text: string): string[] {
  return (text.toUpperCase().match(/\d+|\p{L}/gu) ?? []).flatMap((part) =>
    /\d/.test(part) ? number(Number(part)) : [`uk/l${part.charCodeAt(0).toString(16).padStart(4, "0")}`],
  );
}

/** What is said when a client is called: in Ukrainian, and then in their own language. */
export function phrases(ticket: string, counter: string, lang: string): Phrase[] {
  const langs = lang === "en" || lang === "pl" ? ["uk", lang] : ["uk"];
  return langs.map((lang) => ({ lang, pieces: ["ticket", ...code(ticket), "counter", ...code(counter)] }));
}

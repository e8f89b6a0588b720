/**
 * A clause as its own document numbers it: MR-5.1 is 5.1 there. The letters tell the documents apart, which a person at
 * work under one of them does not need; what is cited otherwise (a law by its name) stays as it is.
 */
export function bareClause(clause: string): string {
  return clause.replace(/^[A-Z]{2}-(?=\d)/, "");
}

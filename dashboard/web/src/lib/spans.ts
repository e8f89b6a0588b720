import type { Span } from "./deadline";
import { t } from "./i18n/index.svelte";

/** Writes a span in short units: «2 год 05 хв». */
export function spanText(span: Span): string {
  const two = (n: number) => String(n).padStart(2, "0");
  switch (span.unit) {
    case "days":
      return t("web.span.days", { d: span.d, h: span.h });
    case "hours":
      return t("web.span.hours", { h: span.h, m: two(span.m) });
    case "minutes":
      return t("web.span.minutes", { m: span.m, s: two(span.s) });
    case "seconds":
      return t("web.span.seconds", { s: span.s });
  }
}

/** Whole seconds as a stopwatch shows them: «4:05». */
export function stopwatch(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

import { Trouble } from "./api";
import { t } from "./i18n/index.svelte";

/** What a person is told of a failure: what happened and what to do. */
export function explain(error: unknown): string {
  if (!(error instanceof Trouble)) return t("web.trouble.internal");
  if (error.code === "network") return t("web.trouble.network");
  if (error.code === "sign_in") return t("web.trouble.sign_in");
  return error.message || t("web.trouble.internal");
}

/** Whether it may help to send the same again. */
export function passing(error: unknown): boolean {
  return error instanceof Trouble && (error.code === "network" || error.code === "internal" || error.code === "too_many");
}

import { Trouble } from "$lib/http";
import { t } from "$lib/i18n/index.svelte";

/** What a person is told of a failure: what happened and what to do. */
export function explain(error: unknown): string {
  if (!(error instanceof Trouble)) return t("hall.staff.trouble");
  if (error.status === 0) return t("hall.staff.no_answer");
  if (error.status === 401) return t("hall.staff.signed_out");
  return error.message || t("hall.staff.trouble");
}

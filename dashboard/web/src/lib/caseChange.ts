import type { CaseView } from "./api";
import { names } from "./catalogue.svelte";
import { differing, type Difference } from "./conflict";
import { fullMoment, t } from "./i18n/index.svelte";

/** What of a case has changed between two looks at it, as far as whoever acts on it is concerned. */
export function caseChanges(before: CaseView, now: CaseView): Difference[] {
  const written = ({ case: row, executor_name }: CaseView) => [
    names.status(row.status),
    names.topicName(row.topic),
    names.orgName(row.lead_org),
    executor_name,
    (row.assistants ?? []).map((org) => names.orgName(org)).join(", "),
    row.accept_due && fullMoment(row.accept_due),
    row.solve_due && fullMoment(row.solve_due),
  ];
  const [one, two] = [written(before), written(now)];
  const labels = [
    t("web.cases.stage"),
    t("web.cases.topic"),
    t("web.case.executor"),
    t("web.case.named"),
    t("web.case.assisting"),
    names.deadline("accept"),
    names.deadline("solve"),
  ];
  return differing(labels.map((label, i) => [label, one[i], two[i]] as const));
}

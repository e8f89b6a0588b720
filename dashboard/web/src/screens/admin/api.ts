import { client, keyed, need } from "$lib/api/client";
import { language } from "$lib/i18n/index.svelte";
import type { components, operations } from "$lib/api/schema.gen";

type S = components["schemas"];
export type PersonRow = S["PersonRow"];
export type Dossier = S["DossierView"];
export type Grant = S["GrantView"];
export type GrantInput = S["GrantInput"];
export type OrgRow = S["OrgRow"];
export type Org = S["Org"];
export type OrgDossier = S["OrgDossier"];
export type DutyList = S["DutyList"];
export type Duty = S["Duty"];
export type Classifier = S["ClassifierView"];
export type TopicEdit = S["TopicEdit"];
export type BodyEdit = S["BodyEdit"];
export type DistrictEdit = S["DistrictEdit"];
export type Difference = S["Difference"];
export type Rules = S["RulesView"];
export type Explained = S["Explained"];
export type Clock = S["DeadlineRule"];
export type Term = S["Term"];
export type LogEntry = S["LogEntry"];
export type DeadUpdate = S["DeadUpdate"];
export type PrivacyRequest = S["PrivacyRequest"];
export type FoundReport = S["FoundReport"];
export type FoundBooking = S["FoundBooking"];
export type HeldCase = S["HeldCase"];
export type HeldCases = S["HeldCases"];

type Query<O extends keyof operations> = NonNullable<operations[O]["parameters"]["query"]>;
const at = (id: string) => ({ params: { path: { id } } });
const on = (id: string, key: string) => ({ params: { path: { id }, ...keyed(key) } });

/** A file that is made when it is asked for; why it was not made comes as a problem. */
async function fetchFile(path: string) {
  const response = await fetch(path, { headers: { "Accept-Language": language.lang } });
  return response.ok ? { data: await response.blob(), response } : { error: await response.json().catch(() => undefined), response };
}

/** What the administration asks of the server. */
export const admin = {
  people: (query: Query<"people">) => need(client.GET("/api/people", { params: { query } })),
  person: (id: string) => need(client.GET("/api/people/{id}", at(id))),
  addPerson: (body: S["NewPersonInputBody"], key: string) => need(client.POST("/api/people", { params: keyed(key), body })),
  editPerson: (id: string, body: S["EditPersonInputBody"], key: string) => need(client.POST("/api/people/{id}", { ...on(id, key), body })),
  disable: (id: string, body: S["DisableInputBody"], key: string) => need(client.POST("/api/people/{id}/disabled", { ...on(id, key), body })),
  resetPassword: (id: string, key: string) => need(client.POST("/api/people/{id}/password", on(id, key))),
  giveRole: (id: string, body: GrantInput, key: string) => need(client.POST("/api/people/{id}/roles", { ...on(id, key), body })),
  endRole: (id: string, body: S["EndRoleInputBody"], key: string) => need(client.POST("/api/people/{id}/roles/end", { ...on(id, key), body })),
  handOver: (id: string, body: S["HandOverInputBody"], key: string) => need(client.POST("/api/people/{id}/roles/hand-over", { ...on(id, key), body })),
  endSessions: (id: string, session: string | undefined, key: string) =>
    need(client.POST("/api/people/{id}/sessions/end", { ...on(id, key), body: session === undefined ? {} : { session } })),
  addMailbox: (id: string, address: string, key: string) => need(client.POST("/api/people/{id}/mailboxes", { ...on(id, key), body: { address } })),
  unlink: (id: string, point: string, key: string) => need(client.POST("/api/people/{id}/unlink", { ...on(id, key), body: { point } })),
  linkCode: (id: string, key: string) => need(client.POST("/api/people/{id}/link-code", on(id, key))),

  log: (query: Query<"adminLog">) => need(client.GET("/api/admin-log", { params: { query } })),

  orgs: () => need(client.GET("/api/orgs")),
  org: (id: string) => need(client.GET("/api/orgs/{id}", at(id))),
  putOrg: (body: S["PutOrgInputBody"], key: string) => need(client.POST("/api/orgs", { params: keyed(key), body })),
  unlinkOrg: (id: string, point: string, key: string) => need(client.POST("/api/orgs/{id}/unlink", { ...on(id, key), body: { point } })),
  orgLinkCode: (id: string, key: string) => need(client.POST("/api/orgs/{id}/link-code", on(id, key))),
  duty: (org: string) => need(client.GET("/api/orgs/{id}/duty", at(org))),
  setDuty: (org: string, body: S["SetDutyInputBody"], key: string) => need(client.POST("/api/orgs/{id}/duty", { ...on(org, key), body })),

  classifier: () => need(client.GET("/api/classifier")),
  putTopic: (body: S["PutTopicInputBody"], key: string) => need(client.POST("/api/classifier/topics", { params: keyed(key), body })),
  putBody: (body: S["PutBodyInputBody"], key: string) => need(client.POST("/api/classifier/bodies", { params: keyed(key), body })),
  putDistrict: (body: S["PutDistrictInputBody"], key: string) => need(client.POST("/api/classifier/districts", { params: keyed(key), body })),
  remove: (body: S["RemoveItemInputBody"], key: string) => need(client.POST("/api/classifier/remove", { params: keyed(key), body })),
  undo: (entry: string, key: string) => need(client.POST("/api/classifier/undo", { params: keyed(key), body: { entry } })),
  preview: (csv: string, key: string) => need(client.POST("/api/classifier/preview", { params: keyed(key), body: { csv } })),
  importFile: (revision: string, csv: string, key: string) =>
    need(client.POST("/api/classifier/import", { params: keyed(key), body: { revision, csv } })),
  exportFile: () => need(client.GET("/api/classifier/export")),

  rules: (query: Query<"rules">) => need(client.GET("/api/rules", { params: { query } })),
  explain: (query: operations["explainRules"]["parameters"]["query"]) => need(client.GET("/api/rules/explain", { params: { query } })),

  letters: (query: Query<"letters">) => need(client.GET("/api/letters", { params: { query } })),
  replayLetters: (ids: string[], key: string) => need(client.POST("/api/letters/replay", { params: keyed(key), body: { ids } })),
  deadUpdates: () => need(client.GET("/api/updates/dead")),
  replayUpdate: (update: number, key: string) => need(client.POST("/api/updates/replay", { params: keyed(key), body: { update } })),

  findPerson: (body: S["FindPersonInputBody"]) => need(client.POST("/api/privacy/find", { body })),
  privacyRequests: () => need(client.GET("/api/privacy/requests")),
  askPrivacy: (body: S["AskPrivacyInputBody"], key: string) => need(client.POST("/api/privacy/requests", { params: keyed(key), body })),
  erase: (id: string, key: string) => need(client.POST("/api/privacy/requests/{id}/erase", on(id, key))),
  refuse: (id: string, reason: string, key: string) => need(client.POST("/api/privacy/requests/{id}/refuse", { ...on(id, key), body: { reason } })),
  archive: (id: string): Promise<Blob> => need(fetchFile(`/api/privacy/requests/${id}/archive`)),
  holds: () => need(client.GET("/api/privacy/holds")),
  hold: (number: string, reason: string, key: string) => need(client.POST("/api/privacy/holds", { params: keyed(key), body: { number, reason } })),
  releaseHold: (number: string, reason: string, key: string) =>
    need(client.POST("/api/privacy/holds/release", { params: keyed(key), body: { number, reason } })),

  account: () => need(client.GET("/api/account")),
  editAccount: (body: S["EditSelfInputBody"], key: string) => need(client.POST("/api/account", { params: keyed(key), body })),
  changePassword: (present: string, next: string, key: string) =>
    need(client.POST("/api/account/password", { params: keyed(key), body: { present, next } })),
  endOwnSession: (session: string, key: string) => need(client.POST("/api/account/sessions/end", { params: keyed(key), body: { session } })),
  unlinkOwn: (point: string, key: string) => need(client.POST("/api/account/unlink", { params: keyed(key), body: { point } })),
};

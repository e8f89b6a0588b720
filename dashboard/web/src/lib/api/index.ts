import { client, keyed, need } from "./client";
import type { ActInput, CaseView, DeadDeadline, FileView, Receive, ReportView, WordInput, PhraseInput } from "./model";
import type { operations } from "./schema.gen";

export { newKey, onSignedOut, Trouble } from "./client";
export type * from "./model";

type CaseQuery = NonNullable<operations["caseCount"]["parameters"]["query"]>;
type CasePage = NonNullable<operations["cases"]["parameters"]["query"]>;
type PreviewQuery = operations["preview"]["parameters"]["query"];

const byId = (id: string) => ({ path: { id } });

/** The server's use cases. Whatever changes something takes the key under which a repeat is recognised. */
export const api = {
  signIn: (login: string, password: string) => need(client.POST("/api/sign-in", { body: { login, password } })),
  signOut: () => need(client.POST("/api/sign-out")),
  me: () => need(client.GET("/api/me")),
  catalogue: (lang: string) => need(client.GET("/api/catalogue", { params: { query: { lang } } })),

  queue: (limit: number) => need(client.GET("/api/queue", { params: { query: { limit } } })),
  report: (id: string) => need(client.GET("/api/reports/{id}", { params: byId(id) })) as Promise<ReportView>,
  receive: (body: Receive, key: string) => need(client.POST("/api/reports", { params: keyed(key), body })),
  claim: (id: string, key: string) =>
    need(client.POST("/api/reports/{id}/claim", { params: { ...byId(id), ...keyed(key) } })),
  release: (id: string, key: string) =>
    need(client.POST("/api/reports/{id}/release", { params: { ...byId(id), ...keyed(key) } })),
  handOver: (id: string, body: { to?: string; note?: string }, key: string) =>
    need(client.POST("/api/reports/{id}/hand-over", { params: { ...byId(id), ...keyed(key) }, body })),
  saveDraft: (id: string, draft: Record<string, unknown>) =>
    need(client.POST("/api/reports/{id}/draft", { params: byId(id), body: { draft } })),
  shiftsNow: () => need(client.GET("/api/shifts/now")),
  word: (id: string, body: WordInput, key: string) =>
    need(client.POST("/api/reports/{id}/word", { params: { ...byId(id), ...keyed(key) }, body })),
  consult: (id: string, body: { body: string; note?: string }, key: string) =>
    need(client.POST("/api/reports/{id}/consult", { params: { ...byId(id), ...keyed(key) }, body })),
  refuse: (id: string, body: { reason: "obscene" | "insult" | "forbidden_sender"; note?: string }, key: string) =>
    need(client.POST("/api/reports/{id}/refuse", { params: { ...byId(id), ...keyed(key) }, body })),
  withdraw: (id: string, key: string) =>
    need(client.POST("/api/reports/{id}/withdraw", { params: { ...byId(id), ...keyed(key) } })),
  agree: (id: string, key: string) =>
    need(client.POST("/api/reports/{id}/wording/agree", { params: { ...byId(id), ...keyed(key) } })),
  correct: (id: string, text: string, key: string) =>
    need(client.POST("/api/reports/{id}/wording/correct", { params: { ...byId(id), ...keyed(key) }, body: { text } })),
  suggestions: (id: string, signal: AbortSignal) =>
    need(client.GET("/api/reports/{id}/suggestions", { params: byId(id), signal })),
  preview: (query: PreviewQuery, signal: AbortSignal) =>
    need(client.GET("/api/preview", { params: { query }, signal })),

  related: (id: string, signal: AbortSignal) =>
    need(client.GET("/api/reports/{id}/related", { params: byId(id), signal })),
  callersCases: (call: string, signal: AbortSignal) =>
    need(client.GET("/api/phone/callers/{id}", { params: byId(call), signal })),
  similar: (id: string, query: { topic: string; place?: string }, signal: AbortSignal) =>
    need(client.GET("/api/reports/{id}/similar", { params: { ...byId(id), query }, signal })),
  link: (id: string, to: string, key: string) =>
    need(client.POST("/api/reports/{id}/link", { params: { ...byId(id), ...keyed(key) }, body: { case: to } })),
  unlink: (id: string, key: string) =>
    need(client.POST("/api/reports/{id}/unlink", { params: { ...byId(id), ...keyed(key) } })),
  notSame: (id: string, than: string, key: string) =>
    need(client.POST("/api/reports/{id}/not-same", { params: { ...byId(id), ...keyed(key) }, body: { case: than } })),
  undo: (id: string, key: string) =>
    need(client.POST("/api/reports/{id}/undo", { params: { ...byId(id), ...keyed(key) } })),
  further: (id: string, body: { text: string; claim: boolean }, key: string) =>
    need(client.POST("/api/reports/{id}/further", { params: { ...byId(id), ...keyed(key) }, body })),
  writeOnCase: (id: string, text: string, key: string) =>
    need(client.POST("/api/cases/{id}/messages", { params: { ...byId(id), ...keyed(key) }, body: { text } })),
  writeOnReport: (id: string, text: string, key: string) =>
    need(client.POST("/api/reports/{id}/messages", { params: { ...byId(id), ...keyed(key) }, body: { text } })),
  note: (id: string, body: { text: string }, key: string) =>
    need(client.POST("/api/cases/{id}/notes", { params: { ...byId(id), ...keyed(key) }, body })),
  callApplicant: (body: { report?: string; case?: string; via: string }, key: string) =>
    need(client.POST("/api/calls", { params: keyed(key), body })),
  requestedCall: (id: string) => need(client.GET("/api/calls/requested/{id}", { params: byId(id) })),
  checkWording: (body: { text: string; has_place: boolean }, signal: AbortSignal) =>
    need(client.POST("/api/wording-check", { body, signal })),
  phrases: () => need(client.GET("/api/phrases")),
  savePhrase: (body: PhraseInput, key: string) => need(client.POST("/api/phrases", { params: keyed(key), body })),
  removePhrase: (id: string, version: number, key: string) =>
    need(client.POST("/api/phrases/{id}/remove", { params: { ...byId(id), ...keyed(key) }, body: { version } })),
  streets: (q: string, signal: AbortSignal) => need(client.GET("/api/streets", { params: { query: { q } }, signal })),

  cases: (query: CasePage, signal?: AbortSignal) =>
    need(client.GET("/api/cases", signal ? { params: { query }, signal } : { params: { query } })),
  executors: (query: { org?: string; text?: string }, signal?: AbortSignal) =>
    need(client.GET("/api/executors", { params: { query }, ...(signal && { signal }) })),
  caseCount: (query: CaseQuery) => need(client.GET("/api/cases/count", { params: { query } })),
  caseMap: (query: CaseQuery, signal: AbortSignal) => need(client.GET("/api/cases/map", { params: { query }, signal })),
  presence: (body: { subject: "case" | "report"; id: string; leaving?: boolean }) =>
    need(client.POST("/api/presence", { body })),
  wall: () => need(client.GET("/api/wall")),
  views: () => need(client.GET("/api/views")),
  saveView: (body: { name: string; query: string; shared?: boolean }, key: string) =>
    need(client.POST("/api/views", { params: keyed(key), body })),
  deleteView: (id: string, key: string) =>
    need(client.POST("/api/views/{id}/delete", { params: { ...byId(id), ...keyed(key) } })),
  askExport: (query: CaseQuery, format: "csv" | "xlsx", key: string) =>
    need(client.POST("/api/exports", { params: { query: { ...query, format }, ...keyed(key) } })),
  export: (id: string) => need(client.GET("/api/exports/{id}", { params: byId(id) })),
  exportUrl: (id: string) => `/api/exports/${id}/file`,
  case: (id: string) => need(client.GET("/api/cases/{id}", { params: byId(id) })) as Promise<CaseView>,
  act: (id: string, action: string, body: ActInput, key: string) =>
    need(client.POST("/api/cases/{id}/actions/{action}", { params: { path: { id, action }, ...keyed(key) }, body })),

  addFile: (file: File, purpose: string, key: string): Promise<FileView> => {
    const form = new FormData();
    form.set("file", file);
    form.set("purpose", purpose);
    return need(
      client.POST("/api/files", { params: keyed(key), body: { file: "", purpose }, bodySerializer: () => form }),
    );
  },
  fileUrl: (id: string) => `/api/files/${id}`,

  deadDeadlines: () => need(client.GET("/api/deadlines/dead")),
  replayDeadline: (d: DeadDeadline, key: string) =>
    need(
      client.POST("/api/deadlines/replay", {
        params: keyed(key),
        body: { subject_type: d.subject_type, subject_id: d.subject_id, kind: d.kind, level: d.level, cycle: d.cycle },
      }),
    ),
  linkCode: (org: string | undefined, key: string) =>
    need(client.POST("/api/link-codes", { params: keyed(key), body: org === undefined ? {} : { org } })),
};

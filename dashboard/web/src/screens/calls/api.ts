import { client, keyed, need } from "$lib/api/client";
import type { components, operations } from "$lib/api/schema.gen";

type S = components["schemas"];
export type CallTask = S["CallTaskView"];
export type NotCalled = S["NotCalledView"];
export type NotCalledList = S["NotCalledList"];
export type Sample = S["SampleView"];
export type SampleDetail = S["SampleDetail"];
export type Sampled = S["SampledView"];
export type Draw = S["DrawInputBody"];
export type Answer = S["AnswerSampleInputBody"];
export type TaskQuery = NonNullable<operations["callTasks"]["parameters"]["query"]>;

const at = (id: string) => ({ params: { path: { id } } });
const on = (id: string, key: string) => ({ params: { path: { id }, ...keyed(key) } });

/** Calls that go out: the list of them, samples (MR-6.4), whom not to call. */
export const callouts = {
  tasks: (query: TaskQuery) => need(client.GET("/api/calls/out", { params: { query } })),
  cancel: (id: string, key: string) => need(client.POST("/api/calls/out/{id}/cancel", on(id, key))),

  notCalled: () => need(client.GET("/api/do-not-call")),
  setNotCalled: (body: S["NotToCallInputBody"], key: string) => need(client.POST("/api/do-not-call", { params: keyed(key), body })),

  samples: () => need(client.GET("/api/samples")),
  sample: (id: string) => need(client.GET("/api/samples/{id}", at(id))),
  draw: (body: Draw, key: string) => need(client.POST("/api/samples", { params: keyed(key), body })),
  next: (id: string) => need(client.POST("/api/samples/{id}/next", at(id))),
  answer: (id: string, body: Answer, key: string) => need(client.POST("/api/samples/{id}/answers", { ...on(id, key), body })),
  sampleFile: (id: string, format: "csv" | "xlsx") => `/api/samples/${id}/file?format=${format}`,
};

import { client, keyed, need } from "$lib/api/client";
import type { components, operations } from "$lib/api/schema.gen";

type S = components["schemas"];
export type Phone = S["PhoneView"];
export type Account = S["PhoneAccount"];
export type PhoneCall = S["PhoneCall"];
export type Call = S["CallView"];
export type CallDetail = S["CallDetail"];
export type Recording = S["RecordingView"];
export type DeskPerson = S["DeskPerson"];
export type DeskPhone = S["DeskPhone"];
export type OrderKind = S["OrderInputBody"]["kind"];
export type CallQuery = NonNullable<operations["calls"]["parameters"]["query"]>;

/** What the telephone asks of the server. */
export const phoneApi = {
  phone: () => need(client.GET("/api/phone")),
  presence: () => need(client.POST("/api/phone/presence")),
  seat: (body: S["SeatInputBody"], key: string) => need(client.POST("/api/phone/seat", { params: keyed(key), body })),
  order: (body: S["OrderInputBody"], key: string) => need(client.POST("/api/phone/orders", { params: keyed(key), body })),
  calls: (query: CallQuery) => need(client.GET("/api/calls", { params: { query } })),
  call: (id: string) => need(client.GET("/api/calls/{id}", { params: { path: { id } } })),
  desk: () => need(client.GET("/api/desk")),
  setSkills: (id: string, body: S["SkillsInputBody"], key: string) =>
    need(client.POST("/api/desk/{id}/skills", { params: { path: { id }, ...keyed(key) }, body })),
  /** What a telephone on a desk registers with: one's own, or somebody else's. Who looked is written down. */
  deskPhone: (whose: string | undefined, key: string) =>
    need(
      whose === undefined
        ? client.POST("/api/phone/desk", { params: keyed(key) })
        : client.POST("/api/desk/{id}/phone", { params: { path: { id: whose }, ...keyed(key) } }),
    ),
  recordingUrl: (id: string) => `/api/recordings/${id}`,
};

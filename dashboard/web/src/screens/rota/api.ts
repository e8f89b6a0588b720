import { client, keyed, need } from "$lib/api/client";
import type { components } from "$lib/api/schema.gen";

type S = components["schemas"];
export type Rota = S["RotaView"];
export type Finding = S["RotaFinding"];
export type Pattern = S["PatternView"];
export type Shift = S["ShiftView"];
export type CellRow = S["CellRow"];
export type Step = "submit" | "approve" | "return" | "discard";

const of = (month: string) => ({ path: { month } });

/** The rota's use cases (MR-2.2). */
export const rotas = {
  open: (month: string) => need(client.GET("/api/rota/{month}", { params: of(month) })),
  save: (month: string, revision: number, rows: CellRow[], key: string) =>
    need(client.POST("/api/rota/{month}", { params: { ...of(month), ...keyed(key) }, body: { revision, rows } })),
  propose: (month: string, rows: CellRow[]) =>
    need(client.POST("/api/rota/{month}/propose", { params: of(month), body: { rows } })),
  like: (month: string) => need(client.GET("/api/rota/{month}/like", { params: of(month) })),
  step: (step: Step, month: string, body: { revision: number; reason?: string }, key: string) =>
    need(client.POST(`/api/rota/{month}/${step}`, { params: { ...of(month), ...keyed(key) }, body })),
  file: (month: string, format: "csv" | "xlsx") => `/api/rota/${month}/file?format=${format}`,
  mine: () => need(client.GET("/api/shifts/mine")),
};

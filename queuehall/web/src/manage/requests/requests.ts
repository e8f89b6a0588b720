import type { components } from "$consoles/lib/api/schema.gen";

export type Request = components["schemas"]["RequestView"];
export type Kind = Request["kind"];

/** Who asks: those who may ask aloud (VN-4.4), then those who ask in writing (VN-4.5, VN-4.6). */
export const kinds: readonly Kind[] = ["participant", "leadership", "department", "media", "citizen", "body", "court", "police"];

const aloud: readonly Kind[] = ["participant", "leadership", "department", "media"];

/** Whether somebody of this kind has to ask in writing. */
export const writes = (kind: Kind): boolean => !aloud.includes(kind);

/** Who may be told of operators by name; the leadership on an instruction (VN-4.3, VN-4.6, VN-4.7). */
export const mayKnowOperators = (kind: Kind): boolean => ["participant", "leadership", "court", "police"].includes(kind);

/** How a request stands: the media's waits for agreement, the others to be answered. */
export type Standing = "refused" | "answered" | "to_agree" | "open";

export function standing(request: Pick<Request, "kind" | "agreed_on" | "refused_at" | "hand_outs">): Standing {
  if (request.refused_at !== undefined) return "refused";
  if (request.hand_outs.length > 0) return "answered";
  return request.kind === "media" && request.agreed_on === undefined ? "to_agree" : "open";
}

import type { components } from "$consoles/lib/api/schema.gen";
import { send } from "$lib/http";

type Schemas = components["schemas"];

/** Who has signed in, and what they may do at all. */
export type Me = Schemas["Me"];
/** What the halls are to them. */
export type HallMe = Schemas["HallMe"];
export type BranchView = Schemas["BranchView"];
/** The rules of rating, and whether they were signed (VN-0.2). */
export type Rules = Schemas["RulesSheet"];

/** Asks the server as whoever has signed in. */
export async function get<T>(path: string): Promise<T> {
  return (await (await send("GET", path)).json()) as T;
}

/** Does something under a key: what is sent again under the same one is done once. */
export async function post<T = void>(path: string, key: string, body?: object): Promise<T> {
  const answer = await send("POST", path, { body, key });
  return (answer.status === 204 ? undefined : await answer.json()) as T;
}

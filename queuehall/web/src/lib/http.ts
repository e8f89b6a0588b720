import { language } from "./i18n/index.svelte";

/** A request that failed. Its message is the server's word to people, in their language; "" when no answer came. */
export class Trouble extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }

  /** Nobody knows what was done: no answer came, or the server could not say. */
  get unknown(): boolean {
    return this.status === 0 || this.status >= 500;
  }
}

export interface Asked {
  body?: object | undefined;
  /** By which the server knows a repeat of the same intent. */
  key?: string | undefined;
  /** A device's; a person has their session. */
  token?: string;
}

const patience = 10_000;

/** Sends a request and returns its good answer; anything else is thrown as a [Trouble]. */
export async function send(method: string, path: string, { body, key, token = "" }: Asked = {}): Promise<Response> {
  const headers: Record<string, string> = { "Accept-Language": language.lang };
  if (token !== "") headers["Authorization"] = `Bearer ${token}`;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (key !== undefined) headers["Idempotency-Key"] = key;
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), patience);
  let answer: Response;
  try {
    answer = await fetch(path, {
      method,
      headers,
      signal: giveUp.signal,
      credentials: "same-origin",
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch {
    throw new Trouble(0, "");
  } finally {
    clearTimeout(timer);
  }
  if (answer.ok) return answer;
  const problem = (await answer.json().catch(() => ({}))) as { detail?: string };
  throw new Trouble(answer.status, problem.detail ?? "");
}

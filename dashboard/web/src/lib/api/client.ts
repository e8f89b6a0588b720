import createClient, { type Middleware } from "openapi-fetch";
import { language } from "$lib/i18n/index.svelte";
import type { Problem } from "./model";
import type { paths } from "./schema.gen";

/** Why a request failed: the server's code, or "network" when no answer came and nobody knows what was done. */
export type Code = Problem["code"] | "network";

/** A failed request. Its message is for the person: the server writes it in their language. */
export class Trouble extends Error {
  constructor(
    readonly code: Code,
    readonly status: number,
    message: string,
    readonly problem?: Problem,
  ) {
    super(message);
  }
}

declare global {
  /** Answers that public/start.js asked for, by their paths. */
  var hotlineAhead: Record<string, Promise<Response>> | undefined;
}

// What was asked for at the start is for the start.
setTimeout(() => {
  globalThis.hotlineAhead = undefined;
}, 10_000);

/** Sends a request, or takes the answer that was asked for ahead of it, once. */
function send(request: Request): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const ahead = request.method === "GET" ? globalThis.hotlineAhead?.[pathname + search] : undefined;
  if (ahead === undefined) return fetch(request);
  delete globalThis.hotlineAhead?.[pathname + search];
  return ahead;
}

const client = createClient<paths>({ baseUrl: location.origin, credentials: "same-origin", fetch: send });

let signedOut: () => void = () => {};

/** Tells whom to call when the server no longer knows the session. */
export function onSignedOut(f: () => void): void {
  signedOut = f;
}

const speaks: Middleware = {
  onRequest({ request }) {
    if (language.known) request.headers.set("Accept-Language", language.lang);
    return request;
  },
};
client.use(speaks);

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** Waits for an answer and returns its body; anything else is thrown as a Trouble. */
export async function need<T>(answer: Promise<Answer<T>>): Promise<T> {
  let got: Answer<T>;
  try {
    got = await answer;
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw new Trouble("network", 0, "");
  }
  if (got.response.ok) return got.data as T;
  throw trouble(got.response.status, got.error);
}

function trouble(status: number, error: unknown): Trouble {
  const problem = isProblem(error) ? error : undefined;
  // A wrong password is answered with 401 too, but there is no session to lose then.
  if (status === 401 && problem?.key !== "error.sign_in") signedOut();
  const code = problem?.code ?? (status === 401 ? "sign_in" : "internal");
  return new Trouble(code, status, problem?.detail ?? "", problem);
}

function isProblem(error: unknown): error is Problem {
  return typeof error === "object" && error !== null && "code" in error && "detail" in error;
}

/** A key under which the server knows a repeat of the same intent. */
export function newKey(): string {
  return crypto.randomUUID();
}

export const keyed = (key: string) => ({ header: { "Idempotency-Key": key } });

export { client };

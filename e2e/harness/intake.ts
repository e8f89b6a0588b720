import { randomUUID } from "node:crypto";
import { type APIRequestContext, expect } from "@playwright/test";

export interface Said {
  text: string;
  place?: string;
  sos?: boolean;
  source?: "phone" | "visit" | "email" | "web";
  anonymous?: boolean;
  point?: { lat: number; lon: number };
}

export interface Case {
  id: string;
  number: string;
  version: number;
  accept_due: string;
}

const applicant = {
  surname: "Кравчук",
  name: "Марія",
  patronymic: "Петрівна",
  residence: "вул. Митрополитська, 48, кв. 5",
  phone: "+380501112233",
};

/** Signs one of the demo city's people in; the cookie stays with the requests' context. */
export async function signIn(api: APIRequestContext, origin: string, login: string): Promise<void> {
  const answer = await api.post(`${origin}/api/sign-in`, {
    headers: { "Idempotency-Key": randomUUID() },
    data: { login, password: "hotline-demo" },
  });
  expect(answer.ok(), `${login} signs in: ${answer.status()}`).toBe(true);
}

/** What has to have happened before a test begins, done over the API as one person. */
export class Intake {
  #held: string[] = [];

  constructor(
    readonly api: APIRequestContext,
    readonly login: string,
  ) {}

  async signIn(): Promise<this> {
    await signIn(this.api, "", this.login);
    return this;
  }

  /** Somebody said something; it waits in the queue. Returns the report's id. */
  async report(said: Said): Promise<string> {
    const { anonymous, ...rest } = said;
    const { report } = await this.post("/api/reports", {
      source: "phone",
      district: "central",
      ...rest,
      applicant: anonymous ? { anonymous: true, warned: true } : applicant,
    });
    return report.id;
  }

  /** A case that the applicant agreed to on the telephone, new at its executor. */
  async registered(said: Said & { topic?: string }): Promise<Case> {
    const { topic = "water.leak", ...rest } = said;
    const id = await this.report(rest);
    await this.claim(id);
    const worded = await this.post(`/api/reports/${id}/word`, {
      text: said.text,
      topic,
      district: "central",
      place: said.place ?? "",
      via: "read_aloud",
    });
    return worded.case;
  }

  /** Takes a report; what the test leaves in hand goes back to the queue, so that the next test finds a free agent. */
  async claim(id: string): Promise<void> {
    await this.post(`/api/reports/${id}/claim`);
    this.#held.push(id);
  }

  /** Gives back what is still held; what was worded or taken by another since is not. */
  async free(): Promise<void> {
    for (const id of this.#held) {
      await this.api.post(`/api/reports/${id}/release`, { headers: { "Idempotency-Key": randomUUID() } });
    }
  }

  async act(c: { id: string; version: number }, action: string, body: object = {}): Promise<Case> {
    const { case: now } = await this.post(`/api/cases/${c.id}/actions/${action}`, { version: c.version, ...body });
    return now;
  }

  async get(path: string) {
    const answer = await this.api.get(path);
    expect(answer.ok(), `GET ${path}: ${answer.status()}`).toBe(true);
    return answer.json();
  }

  async post(path: string, data?: object) {
    const answer = await this.api.post(path, { headers: { "Idempotency-Key": randomUUID() }, ...(data && { data }) });
    expect(answer.ok(), `POST ${path}: ${answer.status()} ${answer.ok() ? "" : await answer.text()}`).toBe(true);
    return answer.status() === 204 ? undefined : answer.json();
  }
}

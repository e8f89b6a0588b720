import { randomUUID } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { type APIRequestContext, expect } from "@playwright/test";
import { run } from "./database.ts";
import type { Intake } from "./intake.ts";

const shipped = resolve(import.meta.dirname, "../../queuehall/profile/profiles/vinnytsia.yaml");
const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/**
 * The zone of the halls: where it is midday now. Nobody knows when tests run, and in the evening nothing of the day is left to be booked,
 * at midnight a ticket is of yesterday. Etc/GMT-3 is three hours ahead of Greenwich.
 */
const zone = `Etc/GMT${new Date().getUTCHours() < 12 ? "" : "+"}${new Date().getUTCHours() - 12}`;

/** A day of the halls, so many days after today (YYYY-MM-DD). */
export function hallDay(after = 0, from = new Date()): string {
  return new Date(from.getTime() + after * 86_400_000).toLocaleDateString("en-CA", { timeZone: zone });
}

/** Writes the halls that ship, always open and in that zone. Returns the file. */
export async function openAtMidday(folder: string): Promise<string> {
  const week = days.map((day) => `${day}: ["00:00", "24:00"]`).join(", ");
  const profile = (await readFile(shipped, "utf8")).replace(/^week: .*$/m, `week: &week {${week}}`).replace(/^zone: .*$/m, `zone: ${zone}`);
  const file = resolve(folder, "halls.yaml");
  await writeFile(file, profile);
  return file;
}

interface Branch {
  id: string;
  code: string;
  directions: { id: string; code: string }[];
  counters: { id: string; code: string }[];
}

export type Role = "kiosk" | "display" | "pad";

/** One hall as its staff have to do with it, over the API. */
export class Hall {
  private constructor(
    readonly admin: Intake,
    readonly branch: Branch,
  ) {}

  static async of(admin: Intake, code = "centre"): Promise<Hall> {
    const me = await admin.get("/api/hall/me");
    return new Hall(admin, me.branches.find((b: Branch) => b.code === code));
  }

  counter(code: string): string {
    return this.branch.counters.find((c) => c.code === code)!.id;
  }

  direction(code: string): string {
    return this.branch.directions.find((d) => d.code === code)!.id;
  }

  /** Adds a device and returns the code that it is paired by. */
  async device(role: Role, counter?: string): Promise<{ id: string; code: string }> {
    const { id } = await this.admin.post("/api/hall/devices", {
      branch: this.branch.id,
      role,
      name: `${role} ${randomUUID().slice(0, 4)}`,
      ...(counter === undefined ? {} : { counter: this.counter(counter) }),
    });
    const { code } = await this.admin.post(`/api/hall/devices/${id}/code`);
    return { id, code };
  }

  /** The token that a device gets for its code, for tests that begin paired. */
  async paired(api: APIRequestContext, role: Role, counter?: string): Promise<{ id: string; token: string }> {
    const { id, code } = await this.device(role, counter);
    const answer = await api.post("/api/hall/pair", { data: { code } });
    expect(answer.ok(), `pair: ${answer.status()}`).toBe(true);
    return { id, token: (await answer.json()).token };
  }
}

/** Makes somebody of the demo city an operator of a hall, before they sign in. */
export async function makeOperator(database: string, login: string, branch = "centre"): Promise<void> {
  await run("psql", [
    "-XqAt",
    "-v",
    "ON_ERROR_STOP=1",
    "-c",
    `INSERT INTO staff_roles (staff_id, role) SELECT id, 'hall_operator' FROM staff WHERE login = '${login}' ON CONFLICT DO NOTHING;
     INSERT INTO hall_operators (staff_id, branch_id, participant_id)
     SELECT s.id, b.id, (SELECT id FROM hall_participants ORDER BY code LIMIT 1) FROM staff s, hall_branches b
     WHERE s.login = '${login}' AND b.code = '${branch}' ON CONFLICT DO NOTHING`,
    database,
  ]);
}

/** An operator at a counter. */
export class Operator {
  private constructor(
    readonly me: Intake,
    readonly hall: Hall,
    readonly counter: string,
  ) {}

  static async at(hall: Hall, me: Intake, counter: string): Promise<Operator> {
    const id = hall.counter(counter);
    await me.post(`/api/hall/counters/${id}/sign-on`);
    return new Operator(me, hall, id);
  }

  /** Somebody takes a ticket at the desk. */
  async ticket(direction: string, lang = "uk"): Promise<{ id: string; code: string; follow: string }> {
    return this.me.post("/api/hall/tickets", { direction: this.hall.direction(direction), lang });
  }

  async next(): Promise<{ id: string; code: string; ticket: string }> {
    return this.me.post(`/api/hall/counters/${this.counter}/next`);
  }

  /** Whether anybody waits for this counter; whoever does is called. */
  async somebodyWaits(): Promise<boolean> {
    const answer = await this.me.api.post(`/api/hall/counters/${this.counter}/next`, { headers: { "Idempotency-Key": randomUUID() } });
    return answer.ok();
  }

  async step(visit: string, step: "start" | "finish" | "no-show" | "recall"): Promise<void> {
    await this.me.post(`/api/hall/visits/${visit}/${step}`);
  }

  async leave(): Promise<void> {
    await this.me.post(`/api/hall/counters/${this.counter}/sign-off`);
  }
}

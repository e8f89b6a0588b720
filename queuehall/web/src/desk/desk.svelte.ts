import { clock } from "$lib/clock.svelte";
import { Trouble } from "$lib/http";
import { newID } from "$lib/id";
import { Feed } from "../device/feed.svelte";
import { get, post } from "../staff/api";
import { session } from "../staff/session.svelte";
import type { Branch, Client, Counter, Day, DeviceData, HallMe, IncidentData, SignonData, TicketData, TicketView, VisitData, VisitView } from "./model";
import { Press } from "./press.svelte";
import { lineOf, parkedAt } from "./queue";
import type { Situation } from "./steps";

/** How long an answer stands against a feed that does not know of it yet, milliseconds. */
const ahead = 10_000;

/** The requests behind acts on a client. */
const paths = { start: "start", recall: "recall", absent: "no-show", finish: "finish", park: "park", undo: "undo" } as const;
export type VisitAct = keyof typeof paths;

/** What an operator's screen knows and does. The feed says how things stand; an answer stands for it until it has caught up. */
export class Desk {
  me = $state.raw<HallMe | undefined>(undefined);
  /** Why the halls could not be read. */
  error = $state.raw<unknown>(undefined);
  /** What they have done today; undefined while that is not known. */
  day = $state.raw<Day | undefined>(undefined);
  readonly feed = new Feed();
  readonly press = new Press();
  #answer = $state.raw<{ visit: VisitView; at: number } | undefined>(undefined);
  #waitsFor = 0;

  readonly tickets = $derived(this.feed.of<TicketData>("ticket"));
  readonly signons = $derived(this.feed.of<SignonData>("signon"));
  readonly #visits = $derived(this.feed.of<VisitData>("visit"));

  /** Whether what is shown is so now; only then can something be done. */
  readonly live = $derived(this.feed.state === "live" && session.state !== "out");

  /** A wait that stands out, milliseconds. */
  readonly longWait = $derived((this.me?.long_wait_seconds ?? Infinity) * 1000);
  /** Where the operator sits. */
  readonly place = $derived.by((): { branch: Branch; counter: Counter; since: string } | undefined => {
    const own = this.signons.find((s) => s.data.staff === session.me?.id)?.data;
    const seat = this.feed.freshAt === undefined ? this.me?.seat : own;
    for (const branch of this.me?.branches ?? []) {
      const counter = branch.counters.find((c) => c.id === seat?.counter);
      if (counter !== undefined && seat !== undefined) return { branch, counter, since: seat.began_at };
    }
    return undefined;
  });

  readonly client = $derived.by((): Client | undefined => {
    const at = this.place?.counter.id;
    const row = this.#visits.filter((v) => v.data.counter === at).sort((a, b) => (a.data.called_at < b.data.called_at ? 1 : -1))[0];
    const told = this.#answer?.visit.counter === at ? this.#answer : undefined;
    if (told === undefined) return row && this.#ofRow(row.id, row.ver, row.data);
    const newer = row === undefined ? clock.local - told.at < ahead : row.id === told.visit.id ? row.ver < told.visit.version : row.data.called_at < told.visit.called_at;
    if (newer) return this.#ofAnswer(told.visit);
    return row && this.#ofRow(row.id, row.ver, row.data);
  });

  /** The visit whose last step can be taken back, and until when. */
  readonly undo = $derived.by((): { id: string; version: number; code: string; step: string; until: number; length: number } | undefined => {
    const length = (this.me?.undo_seconds ?? 0) * 1000;
    const last = this.#answer?.visit;
    const ended = this.client === undefined && last?.undo_until !== undefined ? { ...last, undoUntil: Date.parse(last.undo_until) } : undefined;
    const { id, version, code, step, undoUntil } = this.client ?? ended ?? {};
    if (id === undefined || version === undefined || code === undefined || step === undefined || undoUntil === undefined) return undefined;
    return undoUntil > clock.now ? { id, version, code, step, until: undoUntil, length } : undefined;
  });

  /** Those who wait for this counter, whoever is next first. */
  readonly line = $derived(this.place === undefined ? [] : lineOf(this.tickets, this.place.counter));
  readonly parked = $derived(this.place === undefined ? [] : parkedAt(this.tickets, this.place.counter.id));
  /** The pad of this counter; undefined without one. */
  readonly pad = $derived(
    this.feed.of<DeviceData>("device").find((d) => d.data.role === "pad" && d.data.counter === this.place?.counter.id)?.data,
  );
  readonly incident = $derived(this.feed.of<IncidentData>("incident").find((i) => i.data.counter === this.place?.counter.id)?.data);

  readonly situation = $derived<Situation>({
    client: this.client,
    waiting: this.line.length,
    undoable: this.undo !== undefined,
    incident: this.incident !== undefined,
  });

  start(): void {
    this.feed.start();
    void this.load();
  }

  stop(): void {
    this.feed.stop();
  }

  /** Asks how things stand: at the start, and when the server said that they are not as was thought. */
  async load(): Promise<void> {
    const asked = ++this.#waitsFor;
    try {
      const me = await get<HallMe>("/api/hall/me");
      if (asked !== this.#waitsFor) return;
      clock.set(me.now);
      this.me = me;
      this.error = undefined;
      this.#take(me.seat?.visit ?? me.seat?.last);
    } catch (error) {
      if (asked !== this.#waitsFor) return;
      if (error instanceof Trouble && error.status === 401) session.lose();
      this.error = error;
    }
  }

  /** Asks again for what no feed tells: whether the branch is open, and the operator's day. It says nothing of their client. */
  async renew(): Promise<void> {
    if (this.me === undefined) return;
    if (this.place !== undefined) void this.loadDay();
    const me = await get<HallMe>("/api/hall/me").catch(() => undefined);
    if (me === undefined) return;
    clock.set(me.now);
    this.me = me;
  }

  /** Asks for what was done today; what was known stays when no answer comes. */
  async loadDay(): Promise<void> {
    this.day = await get<Day>("/api/hall/me/today").catch(() => this.day);
  }

  signOn(counter: string): Promise<unknown> {
    return this.#run(`on:${counter}`, (key) => this.#done(`/api/hall/counters/${counter}/sign-on`, key));
  }

  signOff(): Promise<unknown> {
    const { counter, since } = this.place ?? {};
    return this.#run(`off:${counter?.id} ${since}`, (key) => this.#done(`/api/hall/counters/${counter?.id}/sign-off`, key));
  }

  async next(): Promise<void> {
    const counter = this.place?.counter.id;
    // What was called last tells one wish for the next from another.
    await this.#run(`next:${counter}:${this.#answer?.visit.id}`, (key) => this.#visit(`/api/hall/counters/${counter}/next`, key));
  }

  async callByName(ticket: string): Promise<void> {
    const body = { counter: this.place?.counter.id };
    await this.#run(`call:${ticket}:${this.#answer?.visit.id}`, (key) => this.#visit(`/api/hall/tickets/${ticket}/call`, key, body));
  }

  async visit(act: VisitAct): Promise<void> {
    const on = act === "undo" ? this.undo : this.client;
    if (on === undefined) return;
    await this.#run(`${act}:${on.id}:${on.version}`, (key) => this.#visit(`/api/hall/visits/${on.id}/${paths[act]}`, key));
  }

  /** Ends the service and calls whoever is next. */
  async finishAndNext(): Promise<void> {
    const { client, place } = this;
    if (client === undefined || place === undefined) return;
    await this.#run(`finish:${client.id}:${client.version}`, async (key) => {
      await this.#visit(`/api/hall/visits/${client.id}/finish`, key);
      return this.#visit(`/api/hall/counters/${place.counter.id}/next`, newID());
    });
  }

  transfer(to: { direction?: string; counter?: string }): Promise<unknown> {
    const on = this.client;
    return this.#run(`transfer:${on?.id}:${on?.version}:${to.direction}:${to.counter}`, (key) =>
      this.#visit(`/api/hall/visits/${on?.id}/transfer`, key, to),
    );
  }

  /** Sets right by which law a client is served out of turn; "" for in turn. */
  correctPriority(ticket: string, body: { priority: string; why: string }): Promise<unknown> {
    return this.#run(`priority:${ticket}:${body.priority}:${body.why}`, (key) => post<TicketView>(`/api/hall/tickets/${ticket}/priority`, key, body));
  }

  /** VN-3.3: one key. */
  dark(): Promise<unknown> {
    const on = this.client;
    return this.#run(`dark:${on?.id}`, (key) => this.#done(`/api/hall/visits/${on?.id}/dark`, key));
  }

  issue(body: { direction: string; lang: string; priority?: string }): Promise<TicketView | undefined> {
    return this.#run(`issue:${JSON.stringify(body)}`, (key) => post<TicketView>("/api/hall/tickets", key, body));
  }

  async #visit(path: string, key: string, body?: object): Promise<VisitView> {
    const visit = await post<VisitView>(path, key, body);
    this.#take(visit);
    this.press.changed();
    return visit;
  }

  async #done(path: string, key: string): Promise<true> {
    await post(path, key);
    return true;
  }

  async #run<T>(intent: string, send: (key: string) => Promise<T>): Promise<T | undefined> {
    const answer = await this.press.run(intent, send);
    const { error } = this.press;
    if (error instanceof Trouble && error.status === 401) session.lose();
    else if (error !== undefined) await this.load();
    return answer;
  }

  #take(visit: VisitView | undefined): void {
    if (visit === undefined) return;
    const before = this.#answer?.visit;
    if (before?.id === visit.id && before.version > visit.version) return;
    this.#answer = { visit, at: clock.local };
  }

  #ofAnswer(v: VisitView): Client | undefined {
    if (v.step !== "called" && v.step !== "serving") return undefined;
    return {
      id: v.id,
      version: v.version,
      ticket: v.ticket,
      code: v.code,
      direction: v.direction,
      step: v.step,
      calledAt: v.called_at,
      startedAt: v.started_at,
      recalls: v.recalls,
      priority: v.priority,
      lang: v.lang,
      undoUntil: v.undo_until === undefined ? undefined : Date.parse(v.undo_until),
    };
  }

  #ofRow(id: string, version: number, v: VisitData): Client {
    const ticket = this.tickets.find((t) => t.id === v.ticket)?.data;
    return {
      id,
      version,
      ticket: v.ticket,
      code: v.code,
      direction: v.direction,
      step: v.step,
      calledAt: v.called_at,
      startedAt: v.started_at,
      recalls: v.recalls,
      priority: ticket?.priority || undefined,
      lang: ticket?.lang,
      undoUntil: v.before === "" ? undefined : Date.parse(v.stepped_at) + (this.me?.undo_seconds ?? 0) * 1000,
    };
  }
}

import type { Store } from "$lib/store";
import { type Phrase, phrases } from "./speech";

/** A call as the feed tells it. */
export interface Call {
  ticket: string;
  counter: string;
  step: "called" | "serving";
  called_at: string;
  recalls: number;
  lang: string;
}

export interface Known {
  id: string;
  data: Call;
}

/** What makes sound. It is done when it has been heard to its end; a failure is no reason to stop calling. */
export interface Voice {
  chime(): Promise<void>;
  say(phrase: Phrase): Promise<void>;
}

/** Whoever was called longer ago than this has seen it, or it is not them whom a display that just began should wake. */
const recent = 60_000;
/** For how long a call is shown to be the one that is made, though nothing be heard. */
const least = 4_000;
/** No announcement lasts that long; one that does not end is given up. */
const longest = 30_000;

const stored = "announced";

/**
 * Calls clients out: one after another, never two at once. Who is no longer called by their turn is passed over, and who is called again
 * before it is called once. What was said is remembered over a restart of the display, so that nobody is called anew by it.
 */
export class Announcer {
  readonly #voice: Voice;
  readonly #now: () => number;
  readonly #onSpeak: (id: string | undefined) => void;
  readonly #store: Store | undefined;
  /** The number of recalls with which each call was said last, or was found to need no saying. */
  #said: Map<string, number>;
  #queue: string[] = [];
  #calls = new Map<string, Call>();
  #busy = false;

  /** onSpeak hears whose announcement begins, and undefined when all is said. now is the server's clock. */
  constructor(voice: Voice, now: () => number, onSpeak: (id: string | undefined) => void, store?: Store) {
    this.#voice = voice;
    this.#now = now;
    this.#onSpeak = onSpeak;
    this.#store = store;
    const before = store?.get<[string, number][]>(stored);
    this.#said = new Map(Array.isArray(before) ? before : []);
  }

  /** Takes all calls that there are. */
  update(calls: readonly Known[]): void {
    this.#calls = new Map(calls.map(({ id, data }) => [id, data]));
    const said = new Map([...this.#said].filter(([id]) => this.#calls.has(id)));
    for (const { id, data } of [...calls].sort(byCall)) {
      const before = said.get(id);
      // A recall has no time of its own: one that is seen to have happened is recent.
      const wanted = before === undefined ? this.#now() - Date.parse(data.called_at) < recent : data.recalls > before;
      if (!wanted || data.step !== "called") said.set(id, data.recalls);
      else if (!this.#queue.includes(id)) this.#queue.push(id);
    }
    this.#remember(said);
    void this.#run();
  }

  /** Forgets what was to be said: it is not known any more whether it still holds. What still does by the next update is said then. */
  silence(): void {
    this.#queue = [];
  }

  #remember(said: Map<string, number>): void {
    const same = said.size === this.#said.size && [...said].every(([id, recalls]) => this.#said.get(id) === recalls);
    this.#said = said;
    if (!same) this.#store?.set(stored, [...said]);
  }

  async #run(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    for (let id = this.#queue.shift(); id !== undefined; id = this.#queue.shift()) {
      const call = this.#calls.get(id);
      if (call?.step !== "called") continue;
      this.#remember(new Map(this.#said).set(id, call.recalls));
      this.#onSpeak(id);
      await Promise.all([this.#announce(id, call), new Promise((resolve) => setTimeout(resolve, least))]);
    }
    this.#busy = false;
    this.#onSpeak(undefined);
  }

  async #announce(id: string, call: Call): Promise<void> {
    await inTime(this.#voice.chime());
    for (const phrase of phrases(call.ticket, call.counter, call.lang)) {
      if (this.#calls.get(id)?.step !== "called") return; // they came, or it was a mis-click
      await inTime(this.#voice.say(phrase));
    }
  }
}

const byCall = ({ data: a }: Known, { data: b }: Known) => Date.parse(a.called_at) - Date.parse(b.called_at);

async function inTime(sound: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const over = new Promise<void>((resolve) => (timer = setTimeout(resolve, longest)));
  await Promise.race([sound.catch(() => undefined), over]);
  clearTimeout(timer);
}

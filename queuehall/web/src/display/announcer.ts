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

/**
 * Calls clients out: one after another, never two at once. Who is no longer called by their turn is passed over, and who is called again
 * before it is called once.
 */
export class Announcer {
  readonly #voice: Voice;
  readonly #now: () => number;
  readonly #onSpeak: (id: string | undefined) => void;
  /** The number of recalls that each call was announced with. */
  readonly #told = new Map<string, number>();
  #queue: string[] = [];
  #calls = new Map<string, Call>();
  #busy = false;

  /** onSpeak hears whose announcement begins, and undefined when all is said. now is the server's clock. */
  constructor(voice: Voice, now: () => number, onSpeak: (id: string | undefined) => void) {
    this.#voice = voice;
    this.#now = now;
    this.#onSpeak = onSpeak;
  }

  /** Takes all calls that there are. */
  update(calls: readonly Known[]): void {
    this.#calls = new Map(calls.map(({ id, data }) => [id, data]));
    for (const id of this.#told.keys()) if (!this.#calls.has(id)) this.#told.delete(id);
    for (const { id, data } of calls) {
      const before = this.#told.get(id);
      if (before !== undefined && data.recalls <= before) continue;
      this.#told.set(id, data.recalls);
      // A recall has no time of its own: one that is seen to happen is recent.
      const fresh = before !== undefined || this.#now() - Date.parse(data.called_at) < recent;
      if (fresh && !this.#queue.includes(id)) this.#queue.push(id);
    }
    void this.#run();
  }

  /** Forgets what was to be said: it is not known any more whether it still holds. */
  silence(): void {
    this.#queue = [];
  }

  async #run(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    for (let id = this.#queue.shift(); id !== undefined; id = this.#queue.shift()) {
      const call = this.#calls.get(id);
      if (call?.step !== "called") continue;
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

async function inTime(sound: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const over = new Promise<void>((resolve) => (timer = setTimeout(resolve, longest)));
  await Promise.race([sound.catch(() => undefined), over]);
  clearTimeout(timer);
}

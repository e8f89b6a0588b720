import { Outgoing, type Means } from "./outgoing";

export type Mark = 1 | 2 | 3;

/** The lamp of the pad, as the feed tells it. */
export interface Lamp {
  nonce: string;
  mark: 0 | Mark;
}

/** What the pad shows: nothing, all three buttons, or the pressed one alone (VN-2.4, VN-2.6). */
export interface Shown {
  nonce: string;
  lit: "none" | "all" | Mark;
}

/** What the pad finds when it looks at itself. */
export interface Check {
  /** The nonce for which the buttons are really to be seen lit, "" when they are dark. */
  lit: string;
  lamps: "ok" | "fault";
  /** Buttons that are held down without end. */
  stuck: Mark[];
}

export const dark: Shown = { nonce: "", lit: "none" };

/**
 * For how long a pad stays lit that hears nothing. A press that is half a minute under way does not count any more: to ask for
 * one when it can hardly arrive would deceive the client.
 */
const darkAfter = 20_000;
const healthEvery = 10_000;
/** For how long after a visit its client can still say that they were pressed to. */
const pressureFor = 120_000;

/** A rating pad: what its lamps show, the press that is latched at once and told until it is known, and its health. */
export class Pad {
  readonly #means: Means;
  readonly #outgoing: Outgoing;
  #lamp: Lamp | undefined;
  #age = 0;
  /** The press of this visit. It stays latched whether it counts or not. */
  #latch: { nonce: string; mark: Mark } | undefined;
  #last: { nonce: string; endedAt?: number } | undefined;
  #reported = "";
  #check: Check = { lit: "", lamps: "ok", stuck: [] };
  #toldAt: number | undefined;

  constructor(means: Means) {
    this.#means = means;
    this.#outgoing = new Outgoing(means);
  }

  /** Takes what the feed tells: the lamp, and for how many milliseconds nothing was heard. */
  hear(lamp: Lamp | undefined, age: number): void {
    this.#age = age;
    this.#lamp = lamp;
    if (lamp !== undefined && this.#latch?.nonce !== lamp.nonce) {
      const before = this.#outgoing.of("press", lamp.nonce); // made before a restart
      this.#latch = before === undefined ? undefined : { nonce: before.nonce, mark: before.mark };
    }
    if (lamp !== undefined) this.#last = { nonce: lamp.nonce };
    else if (this.#last !== undefined) this.#last.endedAt ??= this.#means.now();
  }

  get shown(): Shown {
    if (this.#lamp === undefined || this.#age > darkAfter) return dark;
    const { nonce, mark } = this.#lamp;
    return { nonce, lit: mark || this.#latch?.mark || "all" };
  }

  /** A button is pressed. One press for each lighting; the dark pad takes none. */
  press(mark: Mark): void {
    const { nonce, lit } = this.shown;
    if (lit !== "all") return;
    this.#latch = { nonce, mark };
    this.#outgoing.add({ type: "press", nonce, mark });
  }

  /** Whether there is a visit of which its client can say that they were pressed to: "said" once they have. */
  get pressure(): "none" | "open" | "said" {
    const last = this.#last;
    if (last === undefined || (last.endedAt !== undefined && this.#means.now() - last.endedAt > pressureFor)) return "none";
    return this.#reported === last.nonce ? "said" : "open";
  }

  /** The client says that they were pressed to (VN-3.2). */
  reportPressure(): void {
    if (this.pressure !== "open" || this.#last === undefined) return;
    this.#reported = this.#last.nonce;
    this.#outgoing.add({ type: "pressure", nonce: this.#reported });
  }

  /** Takes what the pad found when it looked at itself; the hall is told at once of what is new. */
  checked(check: Check): void {
    const same = JSON.stringify(check) === JSON.stringify(this.#check);
    this.#check = check;
    if (!same) this.#tell();
  }

  /** There is a new connection. */
  opened(): void {
    this.#outgoing.opened();
    this.#tell();
  }

  ack(id: string): void {
    this.#outgoing.ack(id);
  }

  /** To be called every second or so: sends again what was not answered, and tells of the pad's health in its time. */
  tick(): void {
    this.#outgoing.flush();
    if (this.#toldAt === undefined || this.#means.now() - this.#toldAt >= healthEvery) this.#tell();
  }

  #tell(): void {
    const { lit, lamps, stuck } = this.#check;
    const { boot, newID, now, send } = this.#means;
    const frame = {
      type: "health", id: newID(), boot, lit: lit !== "", nonce: lit, lamps, buttons: stuck.length > 0 ? "fault" : "ok", stuck,
    };
    if (send(frame)) this.#toldAt = now();
  }
}

import type { Voice } from "./announcer";
import type { Phrase } from "./speech";

const pause = 0.04;
/** The chime: two notes, in Hz, and how long they sound, in seconds. */
const notes = [783.99, 587.33];
const note = 0.55;

/**
 * The loudspeaker. What it says was made beforehand and is put together piece by piece; a piece that is not to be had is passed over,
 * so that at the least the chime is heard.
 */
export class Speaker implements Voice {
  readonly #context = new AudioContext();
  readonly #pieces = new Map<string, Promise<AudioBuffer | undefined>>();
  /** What sounds, or will when a loudspeaker that was halted goes on. */
  #sounding: AudioScheduledSourceNode[] = [];

  /** Whether the browser lets it sound. Browsers want a touch first, unless they are started without that wish. */
  get allowed(): boolean {
    return this.#context.state === "running";
  }

  async allow(): Promise<void> {
    await this.#context.resume();
  }

  close(): void {
    void this.#context.close();
  }

  async chime(): Promise<void> {
    if (!this.allowed) return;
    this.#hush();
    const start = this.#context.currentTime;
    let last: OscillatorNode | undefined;
    notes.forEach((frequency, i) => {
      const at = start + i * note * 0.6;
      const volume = this.#context.createGain();
      volume.connect(this.#context.destination);
      volume.gain.setValueAtTime(0.0001, at);
      volume.gain.exponentialRampToValueAtTime(0.4, at + 0.02);
      volume.gain.exponentialRampToValueAtTime(0.0001, at + note);
      last = this.#context.createOscillator();
      last.frequency.value = frequency;
      last.connect(volume);
      last.start(at);
      last.stop(at + note);
      this.#sounding.push(last);
    });
    if (last !== undefined) await ended(last);
  }

  async say({ lang, pieces }: Phrase): Promise<void> {
    if (!this.allowed) return;
    const names = pieces.map((piece) => (piece.includes("/") ? piece : `${lang}/${piece}`));
    const buffers = (await Promise.all(names.map((name) => this.#piece(name)))).filter((b) => b !== undefined);
    this.#hush();
    let at = this.#context.currentTime + pause;
    let last: AudioBufferSourceNode | undefined;
    for (const buffer of buffers) {
      last = this.#context.createBufferSource();
      last.buffer = buffer;
      last.connect(this.#context.destination);
      last.start(at);
      this.#sounding.push(last);
      at += buffer.duration + pause;
    }
    if (last !== undefined) await ended(last);
  }

  /** What was given up because it did not end must not go on under what comes next. */
  #hush(): void {
    for (const node of this.#sounding) node.stop();
    this.#sounding = [];
  }

  #piece(name: string): Promise<AudioBuffer | undefined> {
    let piece = this.#pieces.get(name);
    if (piece === undefined) {
      piece = this.#load(name);
      this.#pieces.set(name, piece);
      void piece.then((buffer) => {
        if (buffer === undefined) this.#pieces.delete(name); // it may come another time
      });
    }
    return piece;
  }

  async #load(name: string): Promise<AudioBuffer | undefined> {
    try {
      const answer = await fetch(`/hall/audio/${name}.ogg`);
      if (!answer.ok) return undefined;
      return await this.#context.decodeAudioData(await answer.arrayBuffer());
    } catch {
      return undefined;
    }
  }
}

function ended(node: AudioScheduledSourceNode): Promise<void> {
  return new Promise((resolve) => node.addEventListener("ended", () => resolve(), { once: true }));
}

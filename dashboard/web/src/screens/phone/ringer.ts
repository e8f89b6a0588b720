/** The network's own ringing tone: 425 Hz, a second on and four off. */
const hertz = 425;
const period = 5;
const on = 1;

/** Rings in the headset. */
export class Ringer {
  #context: AudioContext | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;

  start(): void {
    if (this.#timer !== undefined) return;
    this.#context ??= new AudioContext();
    void this.#context.resume().catch(() => undefined); // a page that nobody has touched yet stays silent
    this.#ring();
    this.#timer = setInterval(() => this.#ring(), period * 1000);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    void this.#context?.close().catch(() => undefined);
    this.#context = undefined;
  }

  #ring(): void {
    const context = this.#context;
    if (context === undefined) return;
    const tone = new OscillatorNode(context, { frequency: hertz });
    const volume = new GainNode(context, { gain: 0.15 });
    tone.connect(volume).connect(context.destination);
    tone.start();
    tone.stop(context.currentTime + on);
  }
}

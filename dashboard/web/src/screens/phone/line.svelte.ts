import type { RTCSession } from "jssip/lib/RTCSession";
import type { UA } from "jssip/lib/UA";
import type { Account } from "./api";
import { Ringer } from "./ringer";

/** How well the browser's telephone stands with the exchange. */
export type Standing = "off" | "connecting" | "registered" | "failed";

const media = { mediaConstraints: { audio: true, video: false }, pcConfig: { iceServers: [] } };

/** After how long a registration that was refused is tried again, ms. */
const again = 1_000;

/** The browser's telephone: one registration at each exchange, one talk at a time. */
export class Line {
  standing = $state<Standing>("off");
  ringing = $state(false);
  talking = $state(false);
  muted = $state(false);
  /** Why the microphone could not be had: the name of the browser's error. */
  refused = $state<string>();
  readonly #agents: UA[] = [];
  readonly #registered = new Set<UA>();
  readonly #audio = new Audio();
  readonly #ringer = new Ringer();
  #session: RTCSession | undefined;
  #starting: Promise<void> | undefined;
  /** How often it was stopped: what was begun before is over. */
  #begun = 0;

  /** Registers, unless it does already. What fails is told by standing, and may be tried again. */
  start(account: Account): Promise<void> {
    this.#starting ??= this.#start(account).catch(() => {
      this.stop();
      this.standing = "failed";
    });
    return this.#starting;
  }

  // The host only names us: calls come by the sockets.
  async #start(account: Account): Promise<void> {
    this.#audio.autoplay = true;
    this.standing = "connecting";
    const begun = this.#begun;
    const { default: JsSIP } = await import("jssip"); // large, and of no use where there is no exchange
    if (begun !== this.#begun) return;
    for (const path of account.sockets) {
      const agent = new JsSIP.UA({
        sockets: [new JsSIP.WebSocketInterface(new URL(path, location.href).href.replace(/^http/, "ws"))],
        uri: `sip:${account.name}@${location.hostname}`,
        password: account.password,
        register_expires: 120,
        session_timers: false,
      });
      agent.on("registered", () => this.#stands(agent, true));
      agent.on("unregistered", () => this.#stands(agent, false));
      // The exchange knows a telephone a moment after its person has sat down, and forgets it when it stops.
      agent.on("registrationFailed", () => {
        this.#stands(agent, false, "failed");
        setTimeout(() => this.#agents.includes(agent) && agent.register(), again);
      });
      agent.on("disconnected", () => this.#stands(agent, false));
      agent.on("newRTCSession", ({ session, originator }: { session: RTCSession; originator: string }) => {
        if (originator === "remote") this.#comes(session);
      });
      this.#agents.push(agent);
      agent.start();
    }
  }

  /** Waits until it is registered, for a while. */
  async registered(): Promise<boolean> {
    for (let tries = 0; tries < 40 && this.standing !== "registered"; tries++) await new Promise((next) => setTimeout(next, 200));
    return this.standing === "registered";
  }

  /** Asks for the microphone before the first call needs it. */
  async prepare(): Promise<boolean> {
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      for (const track of stream.getTracks()) track.stop();
      this.refused = undefined;
    } catch (error) {
      this.refused = error instanceof DOMException ? error.name : "other";
    }
    return this.refused === undefined;
  }

  stop(): void {
    this.#starting = undefined;
    this.#begun++;
    this.#ringer.stop();
    for (const agent of this.#agents.splice(0)) agent.stop();
    this.#registered.clear();
    this.standing = "off";
  }

  answer(): void {
    if (this.ringing) this.#session?.answer(media);
  }

  /** Puts the receiver down: for calls that take no orders. */
  hangUp(): void {
    if (this.talking) this.#session?.terminate();
  }

  toggleMute(): void {
    if (!this.#session || !this.talking) return;
    this.muted = !this.muted;
    if (this.muted) this.#session.mute({ audio: true });
    else this.#session.unmute({ audio: true });
  }

  #stands(agent: UA, well: boolean, otherwise: Standing = "connecting"): void {
    if (!this.#agents.includes(agent)) return; // it was stopped, and still has its last word
    if (well) this.#registered.add(agent);
    else this.#registered.delete(agent);
    this.standing = this.#registered.size > 0 ? "registered" : otherwise;
  }

  #comes(session: RTCSession): void {
    if (this.#session !== undefined) {
      session.terminate({ status_code: 486 });
      return;
    }
    this.#session = session;
    this.ringing = true;
    this.#ringer.start();
    session.on("peerconnection", ({ peerconnection }: { peerconnection: RTCPeerConnection }) => {
      peerconnection.addEventListener("track", ({ streams }) => {
        this.#audio.srcObject = streams[0] ?? null;
      });
    });
    session.on("accepted", () => {
      this.ringing = false;
      this.talking = true;
      this.#ringer.stop();
    });
    session.on("getusermediafailed", (error: unknown) => {
      this.refused = error instanceof DOMException ? error.name : "other";
    });
    session.on("ended", () => this.#ends());
    session.on("failed", () => this.#ends());
  }

  #ends(): void {
    this.#session = undefined;
    this.ringing = false;
    this.talking = false;
    this.muted = false;
    this.#audio.srcObject = null;
    this.#ringer.stop();
  }
}

import { send } from "./http";
import type { Names } from "./i18n/index.svelte";

export { Trouble } from "./http";

export type Role = "kiosk" | "display" | "pad";

export interface Device {
  id: string;
  role: Role;
  name: string;
  branch: string;
  counter?: string;
}

export interface Branch {
  id: string;
  code: string;
  name: Names;
  zone?: string;
  open: boolean;
  /** Its hours today, by the clock on its wall. */
  opens_at?: string;
  closes_at?: string;
  /** While it is closed. */
  opens_next?: string;
  /** Why its hours differ today, or why it does not open before. */
  why?: Names;
  complaints?: Names;
}

export interface Direction {
  id: string;
  code: string;
  letter: string;
  name: Names;
  active: boolean;
}

/** What a device has to know of where it stands. */
export interface Place {
  device: Device;
  branch: Branch;
  directions: Direction[];
  counters: { id: string; code: string }[];
  priorities: { code: string; name: Names }[];
  languages: string[];
  now: string;
}

export interface Ticket {
  id: string;
  code: string;
  direction: string;
  ahead: number;
  /** Seconds. */
  least?: number;
  most?: number;
  /** The page that follows it; "" without one. */
  follow: string;
}

export interface Draw {
  direction: string;
  lang: string;
  priority: string;
}

/** The hall's HTTP interface, as the device that has this token. */
export class API {
  constructor(readonly token = "") {}

  pair(code: string): Promise<{ token: string; device: Device }> {
    return this.#json("POST", "/api/hall/pair", { code });
  }
  place(): Promise<Place> {
    return this.#json("GET", "/api/hall/device");
  }
  draw(draw: Draw, key: string): Promise<Ticket> {
    return this.#json("POST", "/api/hall/kiosk/tickets", draw, key);
  }
  checkIn(code: string, key: string): Promise<Ticket> {
    return this.#json("POST", "/api/hall/kiosk/check-in", { code }, key);
  }
  async confirm(ticket: string, key: string): Promise<void> {
    await this.#send("POST", `/api/hall/kiosk/tickets/${ticket}/confirm`, undefined, key);
  }
  async discard(ticket: string, key: string): Promise<void> {
    await this.#send("POST", `/api/hall/kiosk/tickets/${ticket}/discard`, undefined, key);
  }
  /** What a printer prints, in its own language. */
  async slip(ticket: string, width: number): Promise<Uint8Array> {
    const answer = await this.#send("GET", `/api/hall/kiosk/tickets/${ticket}/slip?width=${width}`);
    return new Uint8Array(await answer.arrayBuffer());
  }

  async #json<T>(method: string, path: string, body?: object, key?: string): Promise<T> {
    return (await (await this.#send(method, path, body, key)).json()) as T;
  }

  #send(method: string, path: string, body?: object, key?: string): Promise<Response> {
    return send(method, path, { body, key, token: this.token });
  }
}

import { API, type Place, Trouble } from "$lib/api";
import { clock } from "$lib/clock.svelte";
import { language } from "$lib/i18n/index.svelte";
import { kept } from "$lib/store";

/** "revoked": the token that it has is nobody's any more. "unreachable": there is no answer, and nothing known from before. */
export type State = "starting" | "unpaired" | "ready" | "revoked" | "unreachable";

const again = 5_000;
const refresh = 60_000;

/** The device that this browser is: its token, and where it stands. */
class ThisDevice {
  state = $state<State>("starting");
  place = $state.raw<Place | undefined>(undefined);
  /** Whether the last question to the server was answered. */
  reachable = $state(true);
  token = $state("");
  #api = $derived(new API(this.token));
  #timer: ReturnType<typeof setTimeout> | undefined;

  get api(): API {
    return this.#api;
  }

  /** Takes up what is kept of the last time, so that a screen that starts without a network shows its own and not nothing. */
  async start(): Promise<void> {
    this.token = kept.get<string>("token") ?? "";
    if (this.token === "") {
      this.state = "unpaired";
      return;
    }
    const before = kept.get<Place>("place");
    if (before !== undefined) this.#stand(before);
    await this.refresh();
  }

  async pair(code: string): Promise<void> {
    const { token } = await new API().pair(code.replace(/[\s-]/g, "").toUpperCase());
    kept.remove("place");
    kept.set("token", token);
    this.token = token;
    await this.refresh();
  }

  /** Asks anew where it stands, and does so by itself from time to time. */
  async refresh(): Promise<void> {
    clearTimeout(this.#timer);
    try {
      const place = await this.api.place();
      kept.set("place", place);
      this.reachable = true;
      clock.set(place.now);
      this.#stand(place);
    } catch (error) {
      if (error instanceof Trouble && [401, 403, 404].includes(error.status)) {
        this.revoked();
        return;
      }
      this.reachable = false;
      if (this.place === undefined && this.state !== "revoked") this.state = "unreachable";
    }
    this.#timer = setTimeout(() => void this.refresh(), this.reachable ? refresh : again);
  }

  /** The server no longer knows the token. It is asked again, for it may have been somebody in between who said so. */
  revoked(): void {
    clearTimeout(this.#timer);
    this.state = "revoked";
    this.#timer = setTimeout(() => void this.refresh(), refresh);
  }

  /** Forgets that it was a device, to be paired anew. */
  forget(): void {
    clearTimeout(this.#timer);
    kept.remove("token");
    kept.remove("place");
    this.token = "";
    this.place = undefined;
    this.state = "unpaired";
  }

  #stand(place: Place): void {
    this.place = place;
    language.zone = place.branch.zone;
    this.state = "ready";
  }
}

export const device = new ThisDevice();

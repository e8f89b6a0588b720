import { api, type Me, onSignedOut, Trouble } from "./api";
import { language } from "./i18n/index.svelte";
import { wayBack } from "./wayBack";

/** Whether somebody has signed in. "lost": they had, and the server no longer knows them; the screen stays. */
export type SessionState = "unknown" | "out" | "in" | "lost" | "unreachable";

class Session {
  state = $state<SessionState>("unknown");
  me = $state.raw<Me | undefined>(undefined);

  constructor() {
    onSignedOut(() => this.lose());
  }

  /** Asks the server who is there. */
  async resume(): Promise<void> {
    try {
      await this.#enter(await api.me());
    } catch (error) {
      if (error instanceof Trouble && error.status === 401) this.state = "out";
      else this.state = "unreachable";
    }
  }

  /** Throws a Trouble when the server refuses. */
  async signIn(login: string, password: string): Promise<void> {
    const before = this.me?.id;
    const me = await api.signIn(login.trim(), password);
    // Another person at the same desk must not find what the first had on the screen.
    if (before !== undefined && before !== me.id) location.assign("/");
    await this.#enter(me);
  }

  async signOut(): Promise<void> {
    try {
      await api.signOut();
    } finally {
      location.assign("/");
    }
  }

  /** The server said that the session is over. */
  lose(): void {
    this.state = this.me === undefined ? "out" : "lost";
  }

  may(action: string): boolean {
    return this.me?.actions.includes(action) ?? false;
  }

  async #enter(me: Me): Promise<void> {
    language.zone = me.profile.zone;
    await language.account(me.lang);
    const back = wayBack(location);
    if (back !== undefined) location.replace(back);
    this.me = me;
    this.state = "in";
  }
}

export const session = new Session();

import { Trouble } from "$lib/http";
import { isLang, language, type Lang } from "$lib/i18n/index.svelte";
import { get, type Me } from "./api";

const chosen = "hotline.lang"; // the consoles' own: a language is chosen once for all of them

/** Whether somebody has signed in. "out": nobody, or no longer. */
export type SessionState = "unknown" | "out" | "in" | "unreachable";

class Session {
  state = $state<SessionState>("unknown");
  me = $state.raw<Me | undefined>(undefined);

  /** Asks the server who is there. */
  async resume(): Promise<void> {
    try {
      const me = await get<Me>("/api/me");
      const before = localStorage.getItem(chosen);
      language.zone = me.profile.zone;
      await language.use(isLang(before) ? before : isLang(me.lang) ? me.lang : "uk");
      this.me = me;
      this.state = "in";
    } catch (error) {
      this.state = error instanceof Trouble && error.status === 401 ? "out" : "unreachable";
    }
  }

  /** The server no longer knows them. */
  lose(): void {
    this.state = "out";
  }

  may(action: string): boolean {
    return this.me?.actions.includes(action) ?? false;
  }

  async speak(lang: Lang): Promise<void> {
    await language.use(lang);
    localStorage.setItem(chosen, lang);
  }
}

export const session = new Session();

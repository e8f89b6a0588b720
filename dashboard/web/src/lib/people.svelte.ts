import { SvelteMap } from "svelte/reactivity";
import { api } from "./api";
import { session } from "./session.svelte";
import { t } from "./i18n/index.svelte";

/**
 * Who holds a report, by name. The feed carries ids alone, so a colleague's name is read once from the first report
 * that they are seen with.
 */
class People {
  #names = new SvelteMap<string, string>();
  #asked = new Set<string>();

  holder(staff: string, report: string): string {
    if (staff === session.me?.id) return t("web.you");
    const known = this.#names.get(staff);
    if (known === undefined) void this.#ask(staff, report);
    return known ?? t("web.another_agent");
  }

  learn(staff: string | undefined, name: string | undefined): void {
    if (staff && name) this.#names.set(staff, name);
  }

  async #ask(staff: string, report: string): Promise<void> {
    if (this.#asked.has(staff)) return;
    this.#asked.add(staff);
    try {
      const view = await api.report(report);
      this.learn(view.report.claimed_by, view.claimed_by_name);
    } catch {
      this.#asked.delete(staff);
    }
  }
}

export const people = new People();

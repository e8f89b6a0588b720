import { api, newKey, type ReportRow } from "./api";
import { t } from "./i18n/index.svelte";
import { live } from "./live/store.svelte";
import { toasts } from "./toasts.svelte";
import { explain } from "./trouble";

/** How long the server lets an ending be taken back, less what an answer takes, milliseconds. */
const window = 7000;

/** Says what was done, with a way back while there is one. The key is made before the first press: a second does nothing. */
export function offerUndo(text: string, back: (key: string) => Promise<{ report: ReportRow }>, done: () => void): void {
  const key = newKey();
  const run = async () => {
    try {
      live.putReport((await back(key)).report);
      toasts.say(t("web.undo.done"), "plain");
      done();
    } catch (error) {
      toasts.say(explain(error), "bad");
    }
  };
  toasts.say(text, "good", { label: t("web.undo"), run: () => void run(), for: window });
}

export const undoEnding = (id: string) => (key: string) => api.undo(id, key);
export const undoLink = (id: string) => (key: string) => api.unlink(id, key);
export const undoClaim = (id: string) => (key: string) => api.release(id, key);

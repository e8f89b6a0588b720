import { api, newKey, type ReportRow } from "./api";
import { type Key, t } from "./i18n/index.svelte";
import { live } from "./live/store.svelte";
import { toasts } from "./toasts.svelte";
import { explain } from "./trouble";

/** How long the server lets an ending be taken back, less what an answer takes, milliseconds. */
const window = 7000;

/** A way back, and what the person is told when it was taken. */
interface Back {
  go: (key: string) => Promise<{ report: ReportRow }>;
  gone: Key;
}

/** Says what was done, with a way back while there is one. The key is made before the first press: a second does nothing. */
export function offerUndo(text: string, back: Back, done: () => void): void {
  const key = newKey();
  const run = async () => {
    try {
      live.putReport((await back.go(key)).report);
      toasts.say(t(back.gone), "plain");
      done();
    } catch (error) {
      toasts.say(explain(error), "bad");
    }
  };
  toasts.say(text, "good", { label: t("web.undo"), run: () => void run(), for: window });
}

export const undoEnding = (id: string): Back => ({ go: (key) => api.undo(id, key), gone: "web.undo.done" });
export const undoLink = (id: string): Back => ({ go: (key) => api.unlink(id, key), gone: "web.undo.done" });
export const undoClaim = (id: string): Back => ({ go: (key) => api.release(id, key), gone: "web.undo.released" });

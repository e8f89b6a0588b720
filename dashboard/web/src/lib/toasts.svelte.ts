export type Tone = "good" | "bad" | "plain";

export interface Toast {
  id: number;
  tone: Tone;
  text: string;
  /** A way back, offered while the message stands. */
  action?: Act;
}

interface Act {
  label: string;
  run: () => void;
  /** How long it is offered, milliseconds. */
  for: number;
}

/** Short messages about what has just happened; they are also read out. */
class Toasts {
  list = $state.raw<readonly Toast[]>([]);
  #last = 0;

  say(text: string, tone: Tone = "plain", action?: Act): void {
    const id = ++this.#last;
    this.list = [...this.list.slice(-3), { id, tone, text, ...(action && { action }) }];
    // Bad news stays until it is dismissed: somebody has to act on it.
    if (tone !== "bad") setTimeout(() => this.dismiss(id), action?.for ?? 6000);
  }

  dismiss(id: number): void {
    this.list = this.list.filter((t) => t.id !== id);
  }
}

export const toasts = new Toasts();

export type Tone = "good" | "bad" | "plain";

export interface Toast {
  id: number;
  tone: Tone;
  text: string;
}

/** Short messages about what has just happened; they are also read out. */
class Toasts {
  list = $state.raw<readonly Toast[]>([]);
  #last = 0;

  say(text: string, tone: Tone = "plain"): void {
    const id = ++this.#last;
    this.list = [...this.list.slice(-3), { id, tone, text }];
    // Bad news stays until it is dismissed: somebody has to act on it.
    if (tone !== "bad") setTimeout(() => this.dismiss(id), 6000);
  }

  dismiss(id: number): void {
    this.list = this.list.filter((t) => t.id !== id);
  }
}

export const toasts = new Toasts();

const stored = "hotline.keys";

/** One shortcut. code is the key's place on the board, so that it works in every layout: «о» is where "j" is. */
export interface Shortcut {
  code: string;
  shift?: boolean;
  run: () => void;
}

/** Single-key shortcuts. They can be switched off (WCAG 2.1.4), and never fire while somebody types. */
class Keys {
  on = $state(localStorage.getItem(stored) !== "off");
  #sets: Shortcut[][] = [];

  constructor() {
    addEventListener("keydown", (event) => this.#press(event));
  }

  toggle(): void {
    this.on = !this.on;
    if (this.on) localStorage.removeItem(stored);
    else localStorage.setItem(stored, "off");
  }

  /** Adds shortcuts while a screen is shown; returns how to take them away. The last added goes first. */
  add(set: Shortcut[]): () => void {
    this.#sets.unshift(set);
    return () => {
      this.#sets = this.#sets.filter((s) => s !== set);
    };
  }

  #press(event: KeyboardEvent): void {
    if (!this.on || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (isTyping(event.target) || document.querySelector("dialog[open]") !== null) return;
    for (const set of this.#sets) {
      const found = set.find((s) => s.code === event.code && (s.shift ?? false) === event.shiftKey);
      if (found === undefined) continue;
      event.preventDefault();
      found.run();
      return;
    }
  }
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName);
}

export const keys = new Keys();

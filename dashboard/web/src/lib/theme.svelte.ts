export type Choice = "auto" | "light" | "dark";
const stored = "hotline.theme";
const order: Choice[] = ["auto", "light", "dark"];

/** Light or dark: the system's wish unless the person has chosen. public/start.js applies it before the first paint. */
class Theme {
  choice = $state<Choice>((localStorage.getItem(stored) as Choice | null) ?? "auto");

  next(): void {
    this.choice = order[(order.indexOf(this.choice) + 1) % order.length] ?? "auto";
    if (this.choice === "auto") {
      localStorage.removeItem(stored);
      delete document.documentElement.dataset.theme;
    } else {
      localStorage.setItem(stored, this.choice);
      document.documentElement.dataset.theme = this.choice;
    }
  }
}

export const theme = new Theme();

/** Of the text, beside what suits the screen. */
const sizes = [1, 1.25, 1.5];

/** What makes the kiosk easier to use, until the next client comes. */
export class Comfort {
  contrast = $state(false);
  low = $state(false);
  size = $state(0);

  constructor() {
    this.#apply();
  }

  toggleContrast(): void {
    this.contrast = !this.contrast;
    this.#apply();
  }
  toggleLow(): void {
    this.low = !this.low;
  }
  larger(): void {
    this.size = (this.size + 1) % sizes.length;
    this.#apply();
  }
  reset(): void {
    this.contrast = this.low = false;
    this.size = 0;
    this.#apply();
  }

  #apply(): void {
    const root = document.documentElement;
    root.style.fontSize = `calc(clamp(16px, 2vmin, 24px) * ${sizes[this.size] ?? 1})`;
    if (this.contrast) root.dataset.contrast = "more";
    else delete root.dataset.contrast;
  }
}

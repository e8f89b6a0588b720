/** A touch so soon after another, milliseconds, and so near to it, pixels, was the same one. */
const soon = 600;
const near = 40;

/** Touches that strike twice: a finger trembles, and by then another screen stands there, which was not meant. */
export class Echo {
  #last: { x: number; y: number; at: number; screen: string } | undefined;

  constructor(private readonly now: () => number) {}

  /** Whether a touch is the echo of the last one, which was for another screen. */
  is(touch: { clientX: number; clientY: number }, screen: string): boolean {
    const last = this.#last;
    const at = this.now();
    const same =
      last !== undefined &&
      last.screen !== screen &&
      at - last.at < soon &&
      Math.hypot(touch.clientX - last.x, touch.clientY - last.y) < near;
    this.#last = { x: touch.clientX, y: touch.clientY, at, screen: same ? last.screen : screen };
    return same;
  }
}

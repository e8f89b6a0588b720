/** A text in the middle of which a place of the screen is, pixels. */
export interface Label {
  x: number;
  y: number;
  text: string;
}

/** How much room a letter and a line take, pixels. */
const letter = 7.5;
const line = 20;

/** Leaves out what would be written over something before it. */
export function apart<T extends Label>(labels: readonly T[]): T[] {
  const kept: T[] = [];
  for (const label of labels) {
    const covers = (other: T) =>
      Math.abs(other.y - label.y) < line && Math.abs(other.x - label.x) < ((other.text.length + label.text.length) / 2) * letter;
    if (!kept.some(covers)) kept.push(label);
  }
  return kept;
}

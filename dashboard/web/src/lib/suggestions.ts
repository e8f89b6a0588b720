/** Which suggestion a key stands for, on the row of numbers or on the keypad, from 0; -1 for any other key. */
export function placeOf(code: string): number {
  const number = /^(?:Digit|Numpad)([1-3])$/.exec(code)?.[1];
  return number === undefined ? -1 : Number(number) - 1;
}

/** How sure a suggestion is, in whole percents. Nothing is ever sure, or ruled out. */
export function percent(confidence: number): number {
  return Math.min(99, Math.max(1, Math.round(confidence * 100)));
}

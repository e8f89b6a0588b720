/** Something that stands at a place of the screen, pixels. */
export interface Placed {
  x: number;
  y: number;
}

/** Things that stand too near to each other to be told apart, and the middle of them. */
export interface Cluster<T> extends Placed {
  items: T[];
}

/** Gathers what falls into one square of the screen. The squares do not move with the map, so clusters do not flicker. */
export function cluster<T extends Placed>(items: readonly T[], size: number): Cluster<T>[] {
  const squares = new Map<string, T[]>();
  for (const item of items) {
    const key = `${Math.floor(item.x / size)}:${Math.floor(item.y / size)}`;
    const square = squares.get(key);
    if (square) square.push(item);
    else squares.set(key, [item]);
  }
  const mean = (list: readonly T[], of: (item: T) => number) => list.reduce((sum, item) => sum + of(item), 0) / list.length;
  return [...squares.values()].map((list) => ({ items: list, x: mean(list, (i) => i.x), y: mean(list, (i) => i.y) }));
}

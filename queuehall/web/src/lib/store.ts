/**
 * What a screen keeps across its own restarts. Storage that is forbidden or full only means that it keeps nothing: the screen
 * works until it is closed.
 */
export interface Store {
  get<T>(key: string): T | undefined;
  set(key: string, value: unknown): void;
  remove(key: string): void;
}

const prefix = "hotline.hall.";

/** The browser's own storage. */
export const kept: Store = {
  get<T>(key: string): T | undefined {
    try {
      const text = localStorage.getItem(prefix + key);
      return text === null ? undefined : (JSON.parse(text) as T);
    } catch {
      return undefined;
    }
  },
  set(key, value) {
    try {
      localStorage.setItem(prefix + key, JSON.stringify(value));
    } catch {
      // as above
    }
  },
  remove(key) {
    try {
      localStorage.removeItem(prefix + key);
    } catch {
      // as above
    }
  },
};

import { expect, test } from "vitest";
import { Drafts, type Shelf } from "./drafts";

function shelf(): Shelf {
  const kept = new Map<string, string>();
  return {
    get length() {
      return kept.size;
    },
    key: (i) => [...kept.keys()][i] ?? null,
    getItem: (k) => kept.get(k) ?? null,
    setItem: (k, v) => void kept.set(k, v),
    removeItem: (k) => void kept.delete(k),
  };
}

test("a draft comes back to its author and to nobody else", () => {
  const s = shelf();
  new Drafts(s, "olena").save("wording.1", { text: "Немає води" }, 0);
  expect(new Drafts(s, "olena").load("wording.1")).toEqual({ text: "Немає води" });
  expect(new Drafts(s, "petro").load("wording.1")).toBeUndefined();
});

test("a sent draft is gone", () => {
  const drafts = new Drafts(shelf(), "olena");
  drafts.save("a", "x", 0);
  drafts.drop("a");
  expect(drafts.load("a")).toBeUndefined();
});

test("drafts hold personal data, so they do not outlive a week", () => {
  const s = shelf();
  const drafts = new Drafts(s, "olena");
  const week = 7 * 24 * 3600 * 1000;
  drafts.save("old", "x", 0);
  drafts.save("new", "y", week);
  drafts.prune(week + 1);
  expect(drafts.load("old")).toBeUndefined();
  expect(drafts.load("new")).toBe("y");
});

test("a full storage does not break the form", () => {
  const full = { ...shelf(), setItem: () => { throw new Error("full"); } };
  expect(() => new Drafts(full, "olena").save("a", "x", 0)).not.toThrow();
});

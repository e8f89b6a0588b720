import { describe, expect, test } from "vitest";
import { pagesOf } from "./pages";

describe("pages of what is taller than the screen", () => {
  test("what fits is one page, with nothing above or below", () => {
    expect(pagesOf({ top: 0, height: 1000, whole: 1001 })).toEqual({ count: 1, at: 1, step: 850, above: false, below: false });
  });

  test("each press shows another page, and the last one ends at the bottom", () => {
    let top = 0;
    const at: number[] = [];
    for (;;) {
      const pages = pagesOf({ top, height: 1000, whole: 3000 });
      at.push(pages.at);
      expect(pages.count).toBe(4);
      expect(pages.above).toBe(top > 0);
      if (!pages.below) break;
      top = Math.min(2000, top + pages.step);
    }
    expect(at).toEqual([1, 2, 3, 4]);
  });

  test("a little more than fits is a second page, not the first of one", () => {
    expect(pagesOf({ top: 0, height: 1000, whole: 1010 })).toMatchObject({ count: 2, at: 1, below: true });
    expect(pagesOf({ top: 10, height: 1000, whole: 1010 })).toMatchObject({ count: 2, at: 2, above: true, below: false });
  });
});

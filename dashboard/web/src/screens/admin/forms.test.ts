import { describe, expect, it } from "vitest";
import { browser, commas, lines, sent, slices } from "./forms";

describe("what forms send", () => {
  it("leaves out what was left empty", () => {
    expect(sent({ role: "agent", since: "", until: "", area: "" })).toEqual({ role: "agent" });
    expect(sent({ role: "executor", org: "o", until: "2026-05-01" })).toEqual({ role: "executor", org: "o", until: "2026-05-01" });
  });
  it("reads lists as people write them", () => {
    expect(lines(" 1-22 \n\n 3-44")).toEqual(["1-22", "3-44"]);
    expect(commas("тече вода, , прорив ,")).toEqual(["тече вода", "прорив"]);
  });
  it("sends a long list in parts", () => {
    expect(slices([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
    expect(slices([], 2)).toEqual([]);
  });
  it("calls a browser by the name that people know", () => {
    expect(browser("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36")).toBe("Chrome · Windows");
    expect(browser("")).toBe("—");
  });
});

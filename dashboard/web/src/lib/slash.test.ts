import { describe, expect, it } from "vitest";
import type { Phrase } from "./api";
import { fitting, slashBefore } from "./slash";

const phrase = (short: string, text: string, topic = ""): Phrase => ({ id: short, version: 1, centre: true, short, text, topic });

describe("phrases", () => {
  it("begin with a slash at the beginning of a word", () => {
    expect(slashBefore("/вод", 4)).toEqual({ from: 0, typed: "вод" });
    expect(slashBefore("Прошу /", 7)).toEqual({ from: 6, typed: "" });
    expect(slashBefore("буд. 5/2", 8)).toBeUndefined();
    expect(slashBefore("/вода тут", 9)).toBeUndefined();
  });
  it("fit by their short form or their words, those of the topic first", () => {
    const all = [phrase("вода", "немає води"), phrase("світло", "немає світла"), phrase("вночі", "вночі темно", "lights")];
    const about = { topic: "lights", kind: "" };
    expect(fitting(all, "в", about).map((p) => p.short)).toEqual(["вночі", "вода"]);
    expect(fitting(all, "немає", about)).toHaveLength(2);
    expect(fitting(all, "вн", { topic: "water", kind: "" })).toEqual([]);
  });
});

import { describe, expect, test } from "vitest";
import type { Topic } from "$lib/api";
import { index, search } from "./topics";

const topic = (code: string, name: string, keywords: string[], group_name = ""): Topic => ({
  code,
  name,
  keywords,
  group: code.split(".")[0] ?? code,
  group_name,
  kind: "ordinary",
  grounds: [],
});

const entries = index([
  topic("water.none", "Відсутність води", ["немає води", "нет воды"], "Водопостачання"),
  topic("water.leak", "Витік води на вулиці", ["тече", "прорив", "течь"], "Водопостачання"),
  topic("lift.stuck", "Зупинка ліфта", ["ліфт не працює", "застряг"], "Ліфти"),
  topic("family", "Консультація багатодітної сім’ї", ["сім'я"], "Соціальні питання"),
]);
const codes = (list: Topic[]) => list.map((t) => t.code);

describe("the search of topics (MR-4.6)", () => {
  test("finds by the name and by the words that citizens use", () => {
    expect(codes(search(entries, "ліфт"))).toEqual(["lift.stuck"]);
    expect(codes(search(entries, "прорив"))).toEqual(["water.leak"]);
    expect(codes(search(entries, "течь"))).toEqual(["water.leak"]);
  });

  test("holds all the words asked for", () => {
    expect(codes(search(entries, "вод вулиц"))).toEqual(["water.leak"]);
    expect(codes(search(entries, "вода ліфт"))).toEqual([]);
  });

  test("does not mind the apostrophe or the ending", () => {
    expect(codes(search(entries, "сімї"))).toEqual(["family"]);
    expect(codes(search(entries, "воду"))).toContain("water.none");
  });

  test("gives the whole classifier in its order when nothing is asked", () => {
    expect(codes(search(entries, " "))).toEqual(["water.none", "water.leak", "lift.stuck", "family"]);
  });
});

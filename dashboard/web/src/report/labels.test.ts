import { expect, test } from "vitest";
import { apart } from "./labels";

test("what would be written over another is left out, the first stays", () => {
  const labels = [
    { x: 100, y: 100, text: "вул. Грецька" },
    { x: 120, y: 110, text: "вул. Торгова" },
    { x: 120, y: 130, text: "вул. Італійська" },
    { x: 400, y: 100, text: "просп. Миру" },
  ];
  expect(apart(labels).map((l) => l.text)).toEqual(["вул. Грецька", "вул. Італійська", "просп. Миру"]);
});

test("nothing is apart from nothing", () => expect(apart([])).toEqual([]));

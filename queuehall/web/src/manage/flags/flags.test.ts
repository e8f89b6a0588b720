import { expect, test } from "vitest";
import { behind, query, read } from "./flags";

const today = "2026-03-31";

test("without a word all signs of the last thirty days are asked for", () => {
  expect(read(new URLSearchParams(), today)).toEqual({ from: "2026-03-02", until: today, branch: "", kind: "" });
});

test("an address carries all of it, and a kind that there is not is passed over", () => {
  const ask = read(new URLSearchParams("from=2026-01-01&until=2026-01-31&branch=b&kind=pressure"), today);
  expect(ask).toEqual({ from: "2026-01-01", until: "2026-01-31", branch: "b", kind: "pressure" });
  expect(query(ask).toString()).toBe("from=2026-01-01&until=2026-01-31&branch=b&kind=pressure");
  expect(read(new URLSearchParams("kind=rudeness"), today).kind).toBe("");
});

test("a count leads to the signs of its days and its branch", () => {
  const address = new URL(behind({ from: "2026-01-01", until: "2026-01-31", branch: "b" }), "https://city.example.org");
  expect(read(address.searchParams, today)).toEqual({ from: "2026-01-01", until: "2026-01-31", branch: "b", kind: "" });
});

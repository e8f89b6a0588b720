import { describe, expect, it, vi } from "vitest";

vi.stubGlobal("location", { origin: "http://city.example", pathname: "/", search: "" });
vi.stubGlobal("localStorage", { getItem: () => null, setItem: () => {}, removeItem: () => {} });
const { Trouble } = await import("./api");
const { differing, presentOf } = await import("./conflict");

describe("a save that met a newer version", () => {
  it("shows the fields that differ and no others", () => {
    expect(
      differing([
        ["Name", "Olena", "Olena "],
        ["Phone", "+380501112233", undefined],
        ["Language", undefined, ""],
      ]),
    ).toEqual([{ label: "Phone", mine: "+380501112233", theirs: "" }]);
  });
  it("knows what is there now from a conflict alone", () => {
    const problem = { type: "", title: "", status: 409, detail: "", code: "conflict", key: "", present: { revision: "2" } } as const;
    expect(presentOf(new Trouble("conflict", 409, "", problem))).toEqual({ revision: "2" });
    expect(presentOf(new Trouble("refused", 422, "", { ...problem, code: "refused" }))).toBeUndefined();
    expect(presentOf(new Error("conflict"))).toBeUndefined();
  });
});

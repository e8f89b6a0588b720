import { describe, expect, it } from "vitest";
import { Versions } from "../src/versions";

const event = (id: string, ver: number, removed?: true) => ({ pos: ver, type: "t", st: "s", id, ver, at: "2026-03-02T08:00:00Z", ...(removed && { removed }) });

describe("versions", () => {
  it("takes what is newer, and brings nothing back that is gone", () => {
    const versions = new Versions([{ st: "s", id: "a", ver: 2, data: {} }]);
    expect(versions.take([event("a", 1), event("a", 2)])).toEqual([]);
    expect(versions.take([event("a", 3, true)])).toHaveLength(1);
    expect(versions.take([event("a", 2)])).toEqual([]);
    expect(versions.take([event("a", 4)])).toHaveLength(1);
  });

  it("forgets those that went long ago, and never one that is there", () => {
    const versions = new Versions();
    versions.take([event("stays", 5), event("first", 2, true), event("back", 2, true), event("back", 3)]);
    for (let i = 0; i < 2000; i++) versions.take([event(`gone ${i}`, 2, true)]);
    expect(versions.take([event("first", 1)])).toHaveLength(1);
    expect(versions.take([event("stays", 4), event("back", 2), event("gone 1999", 1)])).toEqual([]);
  });
});

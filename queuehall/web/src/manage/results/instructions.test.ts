import { expect, test } from "vitest";
import { inForce } from "./instructions";

// VN-4.3
test.each([
  ["on its first day", { dated: "2026-03-02", until: "2026-03-31" }, "2026-03-02", true],
  ["on its last day", { dated: "2026-03-02", until: "2026-03-31" }, "2026-03-31", true],
  ["before its day", { dated: "2026-03-02", until: "2026-03-31" }, "2026-03-01", false],
  ["after its last day", { dated: "2026-03-02", until: "2026-03-31" }, "2026-04-01", false],
  ["once withdrawn", { dated: "2026-03-02", until: "2026-03-31", withdrawn_at: "2026-03-03T10:00:00Z" }, "2026-03-04", false],
] as const)("an instruction %s", (_, given, today, want) => {
  expect(inForce(given, today)).toBe(want);
});

import { expect, test } from "vitest";
import { closing } from "./closing";

const branch = (more: object = {}) => ({ open: true, closes_at: "17:00", zone: "Europe/Kyiv", ...more });
const at = (clock: string) => Date.parse(`2026-03-02T${clock}:00+02:00`);

test("the last half hour is told of by the clock on the wall, whether anybody waits or not", () => {
  expect(closing(branch(), at("16:29"), 5)).toBeUndefined();
  expect(closing(branch(), at("16:30"), 0)).toEqual({ is: "soon", at: "17:00" });
  expect(closing(branch({ closes_at: "24:00" }), at("23:45"), 1)).toEqual({ is: "soon", at: "24:00" });
  expect(closing(branch({ opens_at: "00:00", closes_at: "24:00" }), at("23:45"), 1)).toBeUndefined();
  expect(closing(branch({ closes_at: undefined }), at("16:45"), 1)).toBeUndefined();
});

test("once it is closed those who are left are told of, and when it was", () => {
  const closed = { open: false };
  expect(closing(branch(closed), at("17:01"), 3)).toEqual({ is: "over", at: "17:00" });
  expect(closing(branch(closed), at("17:01"), 0)).toBeUndefined();
  expect(closing(branch(closed), at("07:10"), 1)).toEqual({ is: "over", at: undefined });
});

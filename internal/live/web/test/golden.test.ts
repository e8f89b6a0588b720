import { readFileSync } from "node:fs";
import { expect, test, vi } from "vitest";
import { hello, parse } from "../src/protocol";
import { Page, row } from "./fake";

/** The frames that the server's tests hold it to. */
const golden = (name: string): string =>
  readFileSync(new URL(`../../wire/testdata/${name}.json`, import.meta.url), "utf8").trim();

test("the client says hello as the server expects it", () => {
  expect(hello("cases", { epoch: "", offset: 0 })).toBe(golden("hello"));
});

test.each(["snapshot", "delta", "events", "removed", "beat", "stale", "notice"])("%s is understood", (name) => {
  expect(parse(golden(name))).toBeDefined();
});

test("what the server sends becomes what it means", () => {
  vi.useFakeTimers();
  const page = new Page();
  const a = "0198f2a0-0000-7000-8000-00000000000a";
  const b = "0198f2a0-0000-7000-8000-00000000000b";
  const { socket } = page;
  socket.accept().sayText(golden("snapshot")).sayText(golden("events"));
  expect(page.versions).toEqual({ [a]: 1, [b]: 1 });
  socket.sayText(golden("removed")).sayText(golden("beat"));
  expect(page.versions).toEqual({ [b]: 1 });
  expect(page.state).toBe("live");
  socket.sayText(golden("stale"));
  expect(page.state).toBe("stale");
  socket.sayText(golden("delta"));
  expect(page.versions).toEqual({ [b]: 2 });
  expect(page.rows.get(b)).toEqual({ ...row(b, 2) });
  page.connection.close();
  vi.useRealTimers();
});

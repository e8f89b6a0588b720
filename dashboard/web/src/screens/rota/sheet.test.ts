import { beforeEach, expect, test, vi } from "vitest";
import type { Rota } from "./api";
import { Sheet } from "./sheet.svelte";

const server = vi.hoisted(() => ({ open: vi.fn(), save: vi.fn(), step: vi.fn() }));
vi.mock("./api", () => ({ rotas: server }));
const { Trouble } = vi.hoisted(() => ({
  Trouble: class extends Error {
    constructor(readonly code: string) {
      super(code);
    }
  },
}));
vi.mock("$lib/api", () => ({ newKey: () => "key", Trouble }));

const month = (revision: number, ...cells: string[]) => ({ revision, rows: [{ staff: "olena", cells }] }) as unknown as Rota;

async function opened(): Promise<Sheet> {
  server.open.mockResolvedValueOnce(month(1, "", ""));
  const sheet = new Sheet("2026-12");
  await sheet.load();
  return sheet;
}

beforeEach(() => {
  vi.useFakeTimers();
  for (const ask of Object.values(server)) ask.mockReset();
});

test("what could not be saved stays, and is sent by trying again", async () => {
  const sheet = await opened();
  sheet.set("olena", 0, "day");
  server.save.mockRejectedValueOnce(new Trouble("network"));
  await sheet.save();
  expect(sheet.error).toBeInstanceOf(Trouble);
  expect(sheet.cells).toEqual({ olena: ["day", ""] });
  server.save.mockResolvedValueOnce(month(2, "day", ""));
  await sheet.retry();
  expect(server.save).toHaveBeenLastCalledWith("2026-12", 1, [{ staff: "olena", cells: ["day", ""] }], "key");
  expect(sheet.error).toBeUndefined();
  expect(server.open).toHaveBeenCalledTimes(1);
});

test("whoever was overtaken sees the other's grid, and undo brings their own back", async () => {
  const sheet = await opened();
  sheet.set("olena", 0, "day");
  server.save.mockRejectedValueOnce(new Trouble("conflict"));
  await sheet.save();
  server.open.mockResolvedValueOnce(month(5, "", "night"));
  await sheet.retry();
  expect(sheet.cells).toEqual({ olena: ["", "night"] });
  sheet.undo();
  expect(sheet.cells).toEqual({ olena: ["day", ""] });
});

test("a step waits for the save that is under way, and goes by its revision", async () => {
  const sheet = await opened();
  sheet.set("olena", 0, "day");
  let answer: (rota: Rota) => void = () => undefined;
  server.save.mockReturnValueOnce(new Promise((done) => (answer = done)));
  server.step.mockResolvedValueOnce(month(3, "day", ""));
  await vi.advanceTimersByTimeAsync(500);
  const step = sheet.step("submit");
  await vi.advanceTimersByTimeAsync(0);
  expect(server.step).not.toHaveBeenCalled();
  answer(month(2, "day", ""));
  await step;
  expect(server.step).toHaveBeenCalledExactlyOnceWith("submit", "2026-12", { revision: 2 }, "key");
});

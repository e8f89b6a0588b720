import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { OutOfPaper, type Port, print } from "./printer";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const slip = Uint8Array.of(0x1b, 0x40);

function port(answer: () => Promise<Uint8Array>): Port & { written: number[] } {
  const written: number[] = [];
  return { written, write: async (bytes) => void written.push(...bytes), read: answer, close: async () => undefined };
}

test("a slip is printed when the printer says that it has done so", async () => {
  const p = port(async () => Uint8Array.of(0x12));
  await expect(print(p, slip)).resolves.toBe("printed");
  expect(p.written).toEqual([0x1b, 0x40, 0x1d, 0x72, 0x01]);
});

test("a printer without paper has printed nothing", async () => {
  await expect(print(port(async () => Uint8Array.of(0x1e)), slip)).rejects.toBeInstanceOf(OutOfPaper);
});

test("a printer that says nothing leaves it unsure", async () => {
  const printing = print(port(() => new Promise(() => undefined)), slip);
  await vi.advanceTimersByTimeAsync(6_000);
  await expect(printing).resolves.toBe("unsure");
});

test("a printer that takes nothing has failed", async () => {
  const printing = expect(print({ ...port(async () => slip), write: () => new Promise(() => undefined) }, slip)).rejects.toThrow();
  await vi.advanceTimersByTimeAsync(6_000);
  await printing;
});

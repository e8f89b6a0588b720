import type { Printed } from "./issue";

/** Bytes to and from a printer. */
export interface Port {
  write(bytes: Uint8Array): Promise<void>;
  /** The next bytes that the printer says; it waits for them without end. */
  read(): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** GS r 1: the printer answers with its paper's state once it has done what was sent before. */
const askPaper = Uint8Array.of(0x1d, 0x72, 0x01);
/** Of the answer: both bits of the sensor at the paper's end. */
const noPaper = 0x0c;
const patience = 6_000;

export class OutOfPaper extends Error {}

/** Prints bytes of ESC/POS. Done when the printer says so; one that says nothing leaves it unsure. */
export async function print(port: Port, bytes: Uint8Array): Promise<Printed> {
  await inTime(port.write(bytes));
  await inTime(port.write(askPaper));
  let answer: Uint8Array;
  try {
    answer = await inTime(port.read());
  } catch {
    return "unsure";
  }
  const state = answer[answer.length - 1];
  if (state === undefined) return "unsure";
  if ((state & noPaper) === noPaper) throw new OutOfPaper();
  return "printed";
}

/** The outcome of something that a printer is asked for, or a failure when it takes longer than it ever should. */
export async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const over = new Promise<never>((_, reject) => (timer = setTimeout(() => reject(new Error("the printer does not answer")), patience)));
  try {
    return await Promise.race([work, over]);
  } finally {
    clearTimeout(timer);
  }
}

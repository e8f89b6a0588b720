import type { Instruction } from "./api";

/** Whether an instruction holds on a day (VN-4.3). */
export function inForce(given: Pick<Instruction, "dated" | "until" | "withdrawn_at">, today: string): boolean {
  return given.withdrawn_at === undefined && given.dated <= today && today <= given.until;
}

import type { components } from "$consoles/lib/api/schema.gen";
import type { DeviceRow } from "../live/hall";

export type KnownDevice = components["schemas"]["KnownDevice"];
export type Role = KnownDevice["role"];
export const roles: readonly Role[] = ["pad", "display", "kiosk"];

/** The devices with what the feed has told of them since they were fetched. */
export function withNews(list: readonly KnownDevice[], news: ReadonlyMap<string, DeviceRow>): KnownDevice[] {
  return list.map((device) => {
    const row = news.get(device.id);
    if (row === undefined) return device;
    return { ...device, state: row.state, reboots: row.reboots, faults: row.faults ?? device.faults, ...(row.since && { since: row.since }) };
  });
}

/** The devices of each branch that has some, the branches in their order. */
export function byBranch(list: readonly KnownDevice[], order: readonly string[]): { branch: string; devices: KnownDevice[] }[] {
  return order.map((branch) => ({ branch, devices: list.filter((d) => d.branch === branch) })).filter((group) => group.devices.length > 0);
}

/** The counters of a branch that have no pad: each has one (VN-2.2). */
export function withoutPad<C extends { id: string; active: boolean }>(counters: readonly C[], taken: readonly KnownDevice[]): C[] {
  const have = new Set(taken.filter((d) => d.role === "pad").map((d) => d.counter));
  return counters.filter((c) => c.active && !have.has(c.id));
}

/** A code in the fours in which it is read out and typed. */
export function inFours(code: string): string {
  return code.replace(/[^A-Z0-9]/gi, "").replace(/(.{4})(?=.)/g, "$1-");
}

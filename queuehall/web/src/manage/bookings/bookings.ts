import type { components } from "$consoles/lib/api/schema.gen";

export type Bookings = components["schemas"]["HallBookings"];
export type Booking = components["schemas"]["BookingView"];
export type Ringing = components["schemas"]["RungView"]["what"];

/** How a booking stands for the hall: what the server says, and whether somebody who is expected is late. */
export type Standing = "expected" | "late" | "came" | "missed" | "cancelled" | "off";

export function standing(b: Booking, now: number, lateMinutes: number): Standing {
  switch (b.state) {
    case "came":
    case "missed":
      return b.state;
    case "cancelled":
      return b.ended_by === "closed" ? "off" : "cancelled";
    case "booked":
      return now > Date.parse(b.at) + lateMinutes * 60_000 ? "late" : "expected";
  }
}

// What somebody types for a letter of a code: the twins of the other script, and the names of letters in it.
const twins: Readonly<Record<string, string>> = {
  А: "A", С: "C", Е: "E", Н: "H", К: "K", М: "M", Р: "P", Т: "T", Х: "X", S: "C", Ц: "C", N: "H", R: "P", П: "P",
};

const folded = (typed: string): string => [...typed.toUpperCase().replace(/[\s\p{Pd}]/gu, "")].map((c) => twins[c] ?? c).join("");

/** The bookings that what was typed may mean: the beginning of a code, or the end of a number. */
export function found(list: readonly Booking[], typed: string): readonly Booking[] {
  const code = folded(typed);
  if (code === "") return list;
  const digits = typed.replace(/\D/g, "");
  return list.filter((b) => folded(b.code).startsWith(code) || (digits.length > 2 && digits === code && (b.phone ?? "").endsWith(digits)));
}

/** How many there are of each. */
export function counts(list: readonly Booking[], now: number, lateMinutes: number): Record<Standing, number> {
  const sum: Record<Standing, number> = { expected: 0, late: 0, came: 0, missed: 0, cancelled: 0, off: 0 };
  for (const b of list) sum[standing(b, now, lateMinutes)]++;
  return sum;
}

/** How the ringing up of a holder stands: whom nobody has told that their booking is off is due, whoever was told and has it again also. */
export function ringing(b: Booking): "none" | "due" | "again" | Exclude<Ringing, "open"> {
  if (b.state === "booked") return b.rung === undefined ? "none" : "again";
  if (b.ended_by !== "closed" || b.told || b.phone === undefined) return "none";
  return b.rung === undefined || b.rung.what === "open" ? "due" : b.rung.what;
}

/** Whether somebody is to be rung up, so that whoever does has to see at once what the others have said. */
export function anybodyDue(list: readonly Booking[]): boolean {
  return list.some((b) => !["none", "reached"].includes(ringing(b)));
}

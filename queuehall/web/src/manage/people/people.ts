import type { components } from "$consoles/lib/api/schema.gen";

export type People = components["schemas"]["HallPeople"];
export type Worker = components["schemas"]["WorkerView"];
export type Post = components["schemas"]["PostView"];

export const posts: readonly Post["kind"][] = ["operator", "head", "participant_head"];

/** The role that somebody needs for a post. */
const roleOf: Record<Post["kind"], string> = { operator: "hall_operator", head: "branch_head", participant_head: "participant_head" };

/** Who may be given a post: those who have its role. Heads of branches serve at counters as well. */
export function eligible(people: readonly Worker[], kind: Post["kind"]): Worker[] {
  return people.filter((p) => p.roles.includes(roleOf[kind]) || (kind === "operator" && p.roles.includes("branch_head")));
}

/** How many have signed the rules, of all (VN-0.2). */
export function signed(people: readonly Worker[]): { signed: number; all: number } {
  return { signed: people.filter((p) => p.signed_at !== undefined).length, all: people.length };
}

/** Whether somebody with these roles chooses who has such a post: heads of branches their operators, who sees all of the centre everybody. */
export function mayChange(roles: readonly string[], kind: Post["kind"]): boolean {
  return kind === "operator" || roles.some((role) => ["hall_head", "administrator", "technical_administrator"].includes(role));
}

import { names } from "$lib/catalogue.svelte";
import type { Grant } from "./api";
import { wordOr } from "./words.svelte";

/** Roles that every city has, though its act may not name them. */
const always = ["operator", "administrator", "technical_administrator", "hall_operator", "branch_head", "hall_head", "participant_head"];

/** What a role is called: by the city's act, else by the product. */
export function roleName(id: string): string {
  const named = names.role(id);
  return named === id ? wordOr(`admin.role_name.${id}`, id) : named;
}

/** Areas that the product names, for a city whose rules name none of their own. */
const usual = ["housing", "infrastructure", "executive", "humanitarian", "social", "economy"];

/** What an area of the city's work is called: by the city's rules, else by the product. */
export const areaName = (code: string): string => names.area(code) ?? wordOr(`admin.area.${code}`, code);

/** Areas to choose from: the city's own, else the usual ones. */
export function areas(): string[] {
  const own = (names.data?.areas ?? []).map((a) => a.id);
  return own.length > 0 ? own : usual;
}

/** A role that somebody holds, with the organisation or the area that it is for. */
export function grantName(g: Pick<Grant, "role" | "org" | "area">): string {
  return [roleName(g.role), g.org ? names.orgName(g.org) : g.area && areaName(g.area)].filter(Boolean).join(" · ");
}

/** The roles that people can be given. */
export function givenRoles(): { id: string; name: string }[] {
  const listed = (names.data?.roles ?? []).map((r) => r.id).filter((id) => id !== "citizen" && id !== "system");
  return [...new Set([...listed, ...always])].map((id) => ({ id, name: roleName(id) }));
}

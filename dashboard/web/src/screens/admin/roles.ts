import { names } from "$lib/catalogue.svelte";
import type { Grant } from "./api";
import { wordOr } from "./words.svelte";

/** Roles that every city has, though its act may not name them. */
const always = ["operator", "administrator", "technical_administrator"];

/** What a role is called: by the city's act, else by the product. */
export function roleName(id: string): string {
  const named = names.role(id);
  return named === id ? wordOr(`admin.role_name.${id}`, id) : named;
}

/** What an area of the city's work is called; a city may have areas of its own, which are called as they are written. */
export const areaName = (code: string): string => wordOr(`admin.area.${code}`, code);

/** Areas that have a name, to choose from. */
export const areas = ["housing", "infrastructure", "executive", "humanitarian", "social", "economy"] as const;

/** A role that somebody holds, with the organisation or the area that it is for. */
export function grantName(g: Pick<Grant, "role" | "org" | "area">): string {
  return [roleName(g.role), g.org ? names.orgName(g.org) : g.area && areaName(g.area)].filter(Boolean).join(" · ");
}

/** The roles that people can be given. */
export function givenRoles(): { id: string; name: string }[] {
  const listed = (names.data?.roles ?? []).map((r) => r.id).filter((id) => id !== "citizen" && id !== "system");
  return [...new Set([...listed, ...always])].map((id) => ({ id, name: roleName(id) }));
}

import type { GrantInput } from "./api";

export const noGrant = (): GrantInput => ({ role: "" });

/** A grant as it is sent: fields that were left empty, or that its role does not ask for, stay out. */
export function sent(g: GrantInput): GrantInput {
  return {
    role: g.role,
    ...(g.org && !["control_body"].includes(g.role) ? { org: g.org } : {}),
    ...(g.area ? { area: g.area } : {}),
    ...(g.since ? { since: g.since } : {}),
    ...(g.until ? { until: g.until } : {}),
  };
}

/** Lines of a text, without empty ones. */
export const lines = (text: string): string[] => text.split("\n").map((l) => l.trim()).filter(Boolean);

/** Words between commas, without empty ones. */
export const commas = (text: string): string[] => text.split(",").map((w) => w.trim()).filter(Boolean);

/** A list in parts of at most so many. */
export function slices<T>(list: readonly T[], most: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / most) }, (_, i) => list.slice(i * most, (i + 1) * most));
}

/** Lets the browser keep a file that was made here or fetched. */
export function download(file: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** A browser by its own long name: what people know it as. */
export function browser(client: string): string {
  const name = /Edg\//.test(client) ? "Edge" : /Firefox\//.test(client) ? "Firefox" : /Chrome\//.test(client) ? "Chrome" : /Safari\//.test(client) ? "Safari" : "";
  const system = /Windows/.test(client) ? "Windows" : /Android/.test(client) ? "Android" : /iPhone|iPad/.test(client) ? "iOS" : /Mac OS/.test(client) ? "macOS" : /Linux/.test(client) ? "Linux" : "";
  return [name, system].filter(Boolean).join(" · ") || client || "—";
}

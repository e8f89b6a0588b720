import type { Me } from "./api";
import type { IconName } from "$ui/Icon.svelte";
import type { Key } from "./i18n/index.svelte";
import type { Route } from "./router";

/** A screen that the navigation offers. */
export interface Screen {
  route: Route;
  key: Key;
  icon: IconName;
}

const queue: Screen = { route: { name: "queue" }, key: "web.nav.queue", icon: "inbox" };
const work: Screen = { route: { name: "work" }, key: "web.nav.work", icon: "tool" };
const cases: Screen = { route: { name: "cases" }, key: "web.nav.cases", icon: "list" };
const wall: Screen = { route: { name: "wall" }, key: "web.nav.wall", icon: "chart" };
const admin: Screen = { route: { name: "admin" }, key: "web.nav.admin", icon: "building" };
const calls: Screen = { route: { name: "calls" }, key: "web.nav.calls", icon: "phone" };
const phrases: Screen = { route: { name: "phrases" }, key: "web.nav.phrases", icon: "copy" };
const rota: Screen = { route: { name: "rota" }, key: "web.nav.rota", icon: "clock" };
const deliveries: Screen = { route: { name: "deliveries" }, key: "web.nav.deliveries", icon: "mail" };

const halls = (screen: "desk" | "manage"): Screen => ({ route: { name: "halls", screen }, key: "web.nav.halls", icon: "building" });

/** Whether the person's own organisation executes cases. */
export function executes(me: Pick<Me, "tags">): boolean {
  return me.tags.some((tag) => tag.startsWith("org:"));
}

/** The organisations whose cases are the person's own work. */
export function ownOrgs(me: Pick<Me, "tags">): Set<string> {
  return new Set(me.tags.filter((tag) => tag.startsWith("org:")).map((tag) => tag.slice("org:".length)));
}

/** The screens that the person may open, the one to begin with first. */
export function screens(me: Pick<Me, "tags" | "actions" | "halls">): Screen[] {
  const may = (action: string) => me.actions.includes(action);
  return [
    ...(may("report.read") ? [queue] : []),
    ...(may("case.read") && executes(me) ? [work] : []),
    ...(may("case.read") ? [cases] : []),
    ...(may("wall.read") ? [wall] : []),
    ...(may("call.read") ? [calls] : []),
    ...(may("report.word") ? [phrases] : []),
    ...(may("rota.read") ? [rota] : []),
    ...(may("dead.read") ? [deliveries] : []),
    ...(may("org.read") ? [admin] : []),
    ...(me.halls && may("hall.serve") && !may("hall.manage") ? [halls("desk")] : []),
    ...(me.halls && (may("hall.manage") || may("hall.reports")) ? [halls("manage")] : []),
  ];
}

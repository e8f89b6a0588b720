/** What an address of the consoles shows. */
export type Route =
  | { name: "home" }
  | { name: "queue"; report?: string; compose?: boolean }
  | { name: "work"; case?: string }
  | { name: "cases" }
  | { name: "map" }
  | { name: "wall" }
  | { name: "case"; id: string }
  | { name: "calls"; section?: string; id?: string }
  | { name: "phrases" }
  | { name: "rota"; month?: string }
  | { name: "deliveries" }
  | { name: "admin"; section?: string; id?: string }
  | { name: "account" }
  | { name: "halls"; screen: "desk" | "manage" }
  | { name: "lost" };

/** Reads an address. */
export function parse(path: string): Route {
  const [head = "", id, ...rest] = path.replace(/^\/+|\/+$/g, "").split("/");
  if (head === "admin" || head === "calls") {
    if (rest.length > 1) return { name: "lost" };
    return { name: head, ...(id === undefined ? {} : { section: id }), ...(rest[0] === undefined ? {} : { id: rest[0] }) };
  }
  if (rest.length > 0) return { name: "lost" };
  switch (head) {
    case "":
    case "sign-in":
      return { name: "home" };
    case "queue":
      if (id === "new") return { name: "queue", compose: true };
      return id === undefined ? { name: "queue" } : { name: "queue", report: id };
    case "work":
      return id === undefined ? { name: "work" } : { name: "work", case: id };
    case "cases":
      return id === undefined ? { name: "cases" } : { name: "case", id };
    case "map":
      return id === undefined ? { name: "map" } : { name: "lost" };
    case "wall":
      return id === undefined ? { name: "wall" } : { name: "lost" };
    case "rota":
      return id === undefined ? { name: "rota" } : { name: "rota", month: id };
    case "phrases":
      return id === undefined ? { name: "phrases" } : { name: "lost" };
    case "deliveries":
      return id === undefined ? { name: "deliveries" } : { name: "lost" };
    case "account":
      return id === undefined ? { name: "account" } : { name: "lost" };
  }
  return { name: "lost" };
}

/** Writes the address of what should be shown. */
export function path(route: Route): string {
  switch (route.name) {
    case "home":
    case "lost":
      return "/";
    case "queue":
      if (route.compose) return "/queue/new";
      return route.report === undefined ? "/queue" : `/queue/${route.report}`;
    case "work":
      return route.case === undefined ? "/work" : `/work/${route.case}`;
    case "rota":
      return route.month === undefined ? "/rota" : `/rota/${route.month}`;
    case "case":
      return `/cases/${route.id}`;
    case "halls":
      return `/hall/${route.screen}`; // pages of their own
    case "admin":
    case "calls":
      return [`/${route.name}`, route.section, route.id].filter(Boolean).join("/");
    default:
      return `/${route.name}`;
  }
}

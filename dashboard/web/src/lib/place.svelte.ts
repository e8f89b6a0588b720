import { parse, path, type Route } from "./router";

/** Where the person is: the address bar, followed and written. */
class Place {
  route = $state.raw<Route>(parse(location.pathname));

  constructor() {
    addEventListener("popstate", () => {
      this.route = parse(location.pathname);
    });
    document.addEventListener("click", (event) => this.#follow(event));
  }

  go(route: Route, options: { replace?: boolean } = {}): void {
    const to = path(route);
    if (to !== location.pathname) history[options.replace ? "replaceState" : "pushState"](null, "", to);
    this.route = route;
  }

  // Links of the consoles stay ordinary links: a middle click or Ctrl opens them in a new tab.
  #follow(event: MouseEvent): void {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[href]") : null;
    if (!link || link.target || link.download || link.origin !== location.origin) return;
    const route = parse(link.pathname);
    if (route.name === "lost") return;
    event.preventDefault();
    this.go(route);
  }
}

export const place = new Place();

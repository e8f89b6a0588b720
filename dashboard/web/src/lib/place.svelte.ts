import { afterPaint } from "./paint";
import { parse, path, type Route } from "./router";

/** Where the person is: the address bar, followed and written. */
class Place {
  route = $state.raw<Route>(parse(location.pathname));
  /** What stands behind the path: the filters of a list. */
  query = $state(location.search);
  /** The address that is still to be written, and how not to. */
  #owed: { to: string; stop: () => void } | undefined;

  constructor() {
    addEventListener("popstate", () => {
      this.#forget();
      this.#stand(parse(location.pathname));
    });
    document.addEventListener("click", (event) => this.#follow(event));
  }

  go(route: Route, options: { replace?: boolean; query?: string } = {}): void {
    this.#write();
    const to = path(route) + (options.query ? `?${options.query}` : "");
    if (to !== location.pathname + location.search) history[options.replace ? "replaceState" : "pushState"](null, "", to);
    this.#stand(route);
  }

  /**
   * Goes one step through a list. It shows at once, and the address follows after the picture: a browser takes as long to write an
   * address as to draw the step. A run leaves behind it only where it paused.
   */
  step(route: Route): void {
    this.#forget();
    this.#owed = { to: path(route), stop: afterPaint(() => this.#write()) };
    this.route = route;
    this.query = "";
  }

  #write(): void {
    const to = this.#owed?.to;
    this.#forget();
    if (to !== undefined && to !== location.pathname + location.search) history.pushState(null, "", to);
  }

  #forget(): void {
    this.#owed?.stop();
    this.#owed = undefined;
  }

  /** Writes the query into the address of the screen that is shown. */
  ask(query: string): void {
    this.#write();
    history.replaceState(null, "", location.pathname + (query ? `?${query}` : ""));
    this.query = location.search;
  }

  #stand(route: Route): void {
    this.route = route;
    this.query = location.search;
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
    this.go(route, { query: link.search.slice(1) });
  }
}

export const place = new Place();

/** Where the browser stands: the address is the only state that a link can carry. */
class Place {
  path = $state(location.pathname);
  #search = $state(location.search);
  readonly query = $derived(new URLSearchParams(this.#search));

  constructor() {
    addEventListener("popstate", () => this.#read());
  }

  /** Goes to an address; the part that is shown already is not asked for anew, unless the address asks for something in it. */
  go(path: string): void {
    if (path === this.path) return;
    history.pushState(null, "", path);
    this.#read();
  }

  /** Writes what is asked for into the address, in the place of what it said. */
  ask(query: URLSearchParams): void {
    history.replaceState(null, "", `${this.path}?${query}`);
    this.#read();
  }

  #read(): void {
    this.path = location.pathname;
    this.#search = location.search;
  }
}

export const place = new Place();

import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import { type Browser, type BrowserContextOptions, expect, type Page, test as base } from "@playwright/test";
import { freshDatabase } from "./database.ts";
import { openAtMidday } from "./halls.ts";
import { Intake, signIn } from "./intake.ts";
import { type Product, startProduct } from "./server.ts";
import { layWire, type Wire } from "./wire.ts";

export { expect };

const folder = resolve(import.meta.dirname, "../test-results");

interface Each {
  /** Opens a window of its own and signs in; url is the server's unless a wire is given. */
  open: (login: string, options?: BrowserContextOptions & { url?: string; path?: string }) => Promise<Page>;
  /** A window that nobody has signed in to. */
  visit: (path: string, options?: BrowserContextOptions) => Promise<Page>;
  /** Somebody who works over the API, out of sight. */
  as: (login: string) => Promise<Intake>;
  /** A cable to the server that can be cut. */
  wire: Wire;
}

interface Lasting {
  /** The city's rules; test.use changes them for a file. */
  regulation: string;
  /** Whether the city has halls; they are open, and it is midday there. */
  halls: boolean;
  product: Product;
}

export const test = base.extend<Each, Lasting>({
  regulation: ["mariupol", { option: true, scope: "worker" }],

  halls: [false, { option: true, scope: "worker" }],

  product: [
    async ({ regulation, halls }, use, info) => {
      const name = `hotline_e2e_${info.workerIndex}`;
      const database = await freshDatabase(name);
      const own = resolve(folder, name);
      mkdirSync(own, { recursive: true });
      const env = halls ? { HALLS: await openAtMidday(own) } : {};
      const product = await startProduct({ database: database.url, folder: own, regulation, env });
      await use(product);
      await product.stop();
      await database.drop();
    },
    { scope: "worker", timeout: 90_000 },
  ],

  open: async ({ browser, product }, use) => {
    const windows = new Windows(browser);
    await use(async (login, { url = product.url, path = "/sign-in", ...options } = {}) => {
      const page = await windows.open(options);
      // Over the API: what the sign-in screen does has tests of its own, and a minute is lost by doing it everywhere.
      await signIn(page.context().request, url, login);
      await page.goto(url + path);
      await expect(page.getByRole("navigation", { name: "Розділи", exact: true })).toBeVisible();
      return page;
    });
    await windows.close();
  },

  visit: async ({ browser, product }, use) => {
    const windows = new Windows(browser);
    await use(async (path, options = {}) => {
      const page = await windows.open(options);
      await page.goto(new URL(path, product.url).href);
      return page;
    });
    await windows.close();
  },

  as: async ({ playwright, product }, use) => {
    const people: Intake[] = [];
    await use(async (login) => {
      const person = new Intake(await playwright.request.newContext({ baseURL: product.url }), login);
      people.push(person);
      return person.signIn();
    });
    for (const person of people) {
      await person.free();
      await person.api.dispose();
    }
  },

  wire: async ({ product }, use) => {
    const wire = await layWire(product.port);
    await use(wire);
    await wire.close();
  },
});

/** Windows of one test. Whatever a page's script throws, or the Content-Security-Policy stops, fails the test. */
class Windows {
  #opened: { close(): Promise<void> }[] = [];
  #faults: string[] = [];

  constructor(private readonly browser: Browser) {}

  async open(options: BrowserContextOptions): Promise<Page> {
    const context = await this.browser.newContext({ locale: "uk-UA", timezoneId: "Europe/Kyiv", ...options });
    this.#opened.push(context);
    const page = await context.newPage();
    page.on("pageerror", (error) => this.#faults.push(String(error)));
    page.on("console", (message) => {
      if (/Content Security Policy/.test(message.text())) this.#faults.push(message.text());
    });
    return page;
  }

  async close(): Promise<void> {
    for (const context of this.#opened) await context.close();
    expect(this.#faults).toEqual([]);
  }
}

/** How walks look at every screen: both widths and both sets of colours, in two passes. */
export const looks = [
  { viewport: { width: 1440, height: 900 }, colorScheme: "light" },
  { viewport: { width: 390, height: 844 }, colorScheme: "dark" },
] as const;

/**
 * No serious finding of axe on the page as it stands (WCAG 2.2 AA). A page that was looked at whole may be looked at again
 * for its colours alone.
 */
export async function accessible(page: Page, look: "whole" | "colours" = "whole"): Promise<void> {
  // What is fading in has not its own colours yet; what goes on and on never will have.
  await page.evaluate(() => {
    const ends = document.getAnimations().filter((a) => a.effect?.getComputedTiming().iterations !== Infinity);
    const late = new Promise((next) => setTimeout(next, 2_000));
    return Promise.race([late, Promise.all(ends.map((a) => a.finished.catch(() => undefined)))]);
  });
  // In the page itself: without frames of other origins there is nothing for the blank page of the other way, which takes a second each.
  const axe = new AxeBuilder({ page }).setLegacyMode();
  if (look === "whole") axe.withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]);
  else axe.withRules(["color-contrast"]);
  const { violations } = await axe.analyze();
  const serious = violations.filter((v) => v.impact === "serious" || v.impact === "critical");
  expect(serious.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(" ")).join(", ")}`)).toEqual([]);
}

/** Nothing stands outside of the window: nobody has to scroll sideways to read. */
export async function fits(page: Page): Promise<void> {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(wide, `${page.url()} is wider than the window`).toBeLessThanOrEqual(1);
}

/** Keeps a picture of the page. */
export async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: resolve(folder, "screens", `${name}.png`), animations: "disabled" });
}

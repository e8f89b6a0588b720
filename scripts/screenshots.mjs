// Renders scripts/pictures.json from a running city into docs/pictures: each screen at 1440 and 390 pixels, light and
// dark, as <name>-<width>-<scheme>.png. A screen that its person may not see, or that does not exist, is left out and said.
// Arguments: the city's address, the chat window's, the path of chromium.
import { mkdir, readFile } from "node:fs/promises";
import { chromium } from "playwright-core";

const [city, window, executablePath] = process.argv.slice(2);
const pictures = JSON.parse(await readFile(new URL("pictures.json", import.meta.url)));
const folder = new URL("../docs/pictures/", import.meta.url).pathname;
await mkdir(folder, { recursive: true });

const browser = await chromium.launch({
  executablePath,
  args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
const sessions = new Map();

/** Signs in once for each person: everybody's pictures share a session. */
async function session(login) {
  if (!sessions.has(login)) {
    const context = await browser.newContext({ baseURL: city });
    const api = {
      state: () => context.storageState(),
      get: async (path) => (await context.request.get(path)).json(),
      post: (path, data = {}) => context.request.post(path, { data, headers: { "Idempotency-Key": crypto.randomUUID() } }),
    };
    const answer = await api.post("/api/sign-in", { login, password: "hotline-demo" });
    if (!answer.ok()) throw new Error(`${login}: ${answer.status()}`);
    sessions.set(login, api);
  }
  return sessions.get(login);
}

/** Puts a real report or case in the place of {report} and {case}. */
async function address(picture, api) {
  let path = picture.path.replace("{window}", window);
  if (path.includes("{report}")) {
    const { reports } = await api.get("/api/queue");
    const waiting = reports.filter((r) => r.status === "waiting").at(-1) ?? reports[0];
    if (!waiting) return undefined;
    if (picture.claim) await api.post(`/api/reports/${waiting.id}/claim`);
    path = path.replace("{report}", waiting.id);
  }
  if (path.includes("{case}")) {
    const { cases } = await api.get("/api/cases?limit=50");
    const busy = cases.find((c) => c.status === "proposed") ?? cases[0];
    if (!busy) return undefined;
    path = path.replace("{case}", busy.id);
  }
  return path.startsWith("http") ? path : city + path;
}

try {
  for (const picture of pictures) {
    const api = picture.login ? await session(picture.login) : undefined;
    const url = await address(picture, api);
    if (url === undefined) {
      console.log(`  ${picture.name}: nothing to show`);
      continue;
    }
    shots: for (const width of picture.widths ?? [1440, 390]) {
      for (const colorScheme of ["light", "dark"]) {
        const context = await browser.newContext({
          locale: "uk-UA",
          timezoneId: "Europe/Kyiv",
          viewport: { width, height: width > 1000 ? 900 : 844 },
          colorScheme,
          reducedMotion: "reduce",
          ...(api && { storageState: await api.state() }),
        });
        const page = await context.newPage();
        const response = await page.goto(url);
        await page.waitForLoadState("load");
        await page.waitForTimeout(1200); // the feed's first picture, fonts
        if (picture.say) {
          await page.locator("input").fill(picture.say);
          await page.keyboard.press("Enter");
          await page.waitForTimeout(4000); // the bot answers
        }
        const missing = !response?.ok() || (await page.getByText("Тут нічого немає").count()) > 0;
        if (missing) console.log(`  ${picture.name}: no such screen for ${picture.login ?? "the public"}`);
        else await page.screenshot({ path: `${folder}${picture.name}-${width}-${colorScheme}.png` });
        await context.close();
        if (missing) break shots;
      }
    }
    console.log(`  ${picture.name}`);
  }
} finally {
  await browser.close();
}

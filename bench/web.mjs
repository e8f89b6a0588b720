// The agent's console in chromium, its CPU slowed: prints {lcp, js, keys} for bench/web.go.
// Arguments: the product's address, chromium's path, how many times slower.
import { gzipSync } from "node:zlib";
import { chromium } from "playwright-core";

const [address, executablePath, slower] = process.argv.slice(2);
const presses = 40;

const browser = await chromium.launch({
  executablePath,
  args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
try {
  const context = await browser.newContext({ locale: "uk-UA", viewport: { width: 1440, height: 900 } });
  const signedIn = await context.request.post(`${address}/api/sign-in`, {
    data: { login: "agent2", password: "hotline-demo" },
    headers: { "Idempotency-Key": crypto.randomUUID() },
  });
  if (!signedIn.ok()) throw new Error(`sign in: ${signedIn.status()}`);

  const page = await context.newPage();
  let js = 0;
  const scripts = [];
  page.on("response", (response) => {
    if (response.request().resourceType() === "script") scripts.push(response.body().then((body) => (js += gzipSync(body, { level: 9 }).length)));
  });
  await page.addInitScript(() => {
    window.measured = { lcp: 0, keys: [] };
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) window.measured.lcp = entry.startTime;
    }).observe({ type: "largest-contentful-paint", buffered: true });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (entry.name === "keydown") window.measured.keys.push(entry.duration);
    }).observe({ type: "event", buffered: true, durationThreshold: 16 });
  });
  const cdp = await context.newCDPSession(page);
  await cdp.send("Emulation.setCPUThrottlingRate", { rate: Number(slower) });
  await page.goto(`${address}/queue`);
  await page.locator("[data-report]").first().waitFor();
  await page.waitForTimeout(3000); // the last candidate of the largest paint comes before the first key
  const lcp = await page.evaluate(() => window.measured.lcp);

  for (let i = 0; i < presses; i++) await page.keyboard.press("j", { delay: 20 }).then(() => page.waitForTimeout(150));
  await page.keyboard.press("n");
  await page.locator("textarea").first().waitFor();
  await page.locator("textarea").first().focus();
  await page.keyboard.type("Третій день немає гарячої води, дитина мала", { delay: 120 });
  await page.waitForTimeout(500);
  // A press that is painted within 16 ms leaves no entry.
  const noted = await page.evaluate(() => window.measured.keys);
  const keys = [...noted, ...Array(Math.max(0, presses + 1 + 43 - noted.length)).fill(8)];
  await Promise.all(scripts);
  console.log(JSON.stringify({ lcp, js: js / 1024, keys }));
} finally {
  await browser.close();
}

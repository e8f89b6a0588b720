import { defineConfig } from "@playwright/test";
import { chromium } from "./harness/browser.ts";

/** The whole product in a real browser: each worker has its own server on its own fresh database. */
export default defineConfig({
  testDir: "tests",
  outputDir: "test-results/runs",
  // A server, a database and two or three browser windows for one worker: two cores carry one of these.
  workers: 1,
  timeout: 90_000,
  // Longer than the feed takes to give up a silent connection and come back.
  expect: { timeout: 20_000 },
  forbidOnly: true,
  reporter: [["list"]],
  use: {
    locale: "uk-UA",
    timezoneId: "Europe/Kyiv",
    viewport: { width: 1440, height: 900 },
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    launchOptions: chromium,
  },
});

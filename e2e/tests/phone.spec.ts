import { resolve } from "node:path";
import { chromiumThatSpeaks } from "../harness/browser.ts";
import { freshDatabase } from "../harness/database.ts";
import { type Exchange, startExchange } from "../harness/exchange.ts";
import { startProduct } from "../harness/server.ts";
import { accessible, expect, looks, picture, test as base } from "../harness/test.ts";

const folder = resolve(import.meta.dirname, "../test-results/phone");

const test = base.extend<object, { exchange: Exchange }>({
  exchange: [
    async ({}, use) => {
      const exchange = await startExchange(folder);
      await use(exchange);
      await exchange.stop();
    },
    { scope: "worker", timeout: 60_000 },
  ],
  product: [
    async ({ regulation, exchange }, use) => {
      const database = await freshDatabase("hotline_e2e_phone");
      const product = await startProduct({ database: database.url, folder, regulation, env: exchange.env });
      await use(product);
      await product.stop();
      await database.drop();
    },
    { scope: "worker", timeout: 90_000 },
  ],
});

test.use({
  regulation: "romny", // by its rules the city keeps no rota: whoever sits down takes calls
  permissions: ["microphone"],
  launchOptions: chromiumThatSpeaks,
});

// MR-2.1, MR-4.2
test("an agent talks in the browser with whoever calls, and their words become a report with its recording", async ({ open, exchange, product }) => {
  const page = await open("agent");
  const phone = page.getByRole("region", { name: "Телефон" });
  await expect(phone.getByText("Не на лінії")).toBeVisible();
  await accessible(page);
  await phone.getByRole("button", { name: "Приймати дзвінки" }).click();
  await expect(phone.getByText("Готовий до дзвінків")).toBeVisible();
  await expect(phone.getByText("Телефон на зв’язку")).toBeAttached();

  const caller = exchange.call("380501112233", [{ after: 3, key: "0" }]);
  await expect(phone.getByText("+380501112233")).toBeVisible();
  await expect(phone.getByRole("button", { name: "Відповісти" })).toBeFocused();
  await picture(page, "phone-ringing");
  await page.keyboard.press("Enter");
  await expect(phone.getByRole("button", { name: "Завершити" })).toBeVisible();
  await expect(page).toHaveURL(/\/queue\/new$/);
  await expect(page.getByRole("textbox", { name: "Телефон" })).toHaveValue("+380501112233");
  await accessible(page);
  for (const look of looks) {
    await page.emulateMedia({ colorScheme: look.colorScheme });
    await page.setViewportSize(look.viewport);
    await picture(page, `phone-talking-${look.viewport.width}`);
  }
  await page.setViewportSize({ width: 1440, height: 900 });

  await page.getByRole("textbox", { name: "Слова заявника" }).or(page.locator("textarea[name=text]")).first().fill("Немає води на вулиці Миру, 5");
  await page.keyboard.press("Control+Enter");
  await expect(page).toHaveURL(/\/queue\/[0-9a-f-]{36}$/);
  await phone.getByRole("button", { name: "Завершити" }).click();
  await expect(phone.getByText("Запис після розмови")).toBeVisible();
  expect(await caller.ended).toBe(0);

  await expect(async () => {
    const { calls } = (await (await page.request.get(`${product.url}/api/calls?mine=true`)).json()) as {
      calls: { recordings: { id: string; state: string }[]; reports: unknown[] }[];
    };
    expect(calls[0]?.reports).toHaveLength(1);
    expect(calls[0]?.recordings[0]?.state).toBe("ready");
    const wav = await (await page.request.get(`${product.url}/api/recordings/${calls[0]?.recordings[0]?.id}`)).body();
    const samples = new Int16Array(wav.buffer, wav.byteOffset + 44, Math.floor((wav.length - 44) / 2));
    expect(samples.reduce((top, s) => Math.max(top, Math.abs(s)), 0)).toBeGreaterThan(1000);
  }).toPass({ timeout: 20_000 });
  await page.goto(`${product.url}/calls`);
  await page.getByText("+380501112233").first().click();
  await expect(page.getByText("Запис розмови")).toBeVisible();
  await accessible(page);
  await picture(page, "phone-calls");
});

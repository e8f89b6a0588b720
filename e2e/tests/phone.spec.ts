import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Page } from "@playwright/test";
import { chromiumThatSpeaks } from "../harness/browser.ts";
import { freshDatabase } from "../harness/database.ts";
import { type Exchange, startExchange } from "../harness/exchange.ts";
import { startProduct } from "../harness/server.ts";
import { accessible, expect, fits, looks, picture, test as base } from "../harness/test.ts";

const folder = resolve(import.meta.dirname, "../test-results/phone");

/** Mariupol's rules in a city that keeps no rota: whoever sits down takes calls, at any hour. */
function withoutRota(): string {
  const rules = readFileSync(resolve(import.meta.dirname, "../../casecore/regulation/profiles/mariupol.yaml"), "utf8");
  const path = resolve(folder, "mariupol.yaml");
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, rules.replace(/^rota:\n(?:(?: .*)?\n)*/m, ""));
  return path;
}

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
  regulation: withoutRota(),
  permissions: ["microphone"],
  launchOptions: chromiumThatSpeaks,
});

const number = "380501112233";

/** The agent takes calls and answers the one that comes. */
async function answered(page: Page) {
  const phone = page.getByRole("region", { name: "Телефон" });
  await phone.getByRole("button", { name: "Приймати дзвінки" }).click();
  await expect(phone.getByText("Готовий до дзвінків")).toBeVisible();
  return phone;
}

/** The page as it stands, at both widths and in both sets of colours. */
async function look(page: Page, name: string) {
  for (const { viewport, colorScheme } of looks) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize(viewport);
    await accessible(page, "colours");
    await fits(page);
    await picture(page, `${name}-${viewport.width}`);
  }
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize({ width: 1440, height: 900 });
}

// MR-2.1, MR-4.2, MR-4.4, MR-4.8
test("who calls is talked with in the browser, hears the wording and agrees by a key", async ({ open, as, exchange, product }) => {
  test.setTimeout(120_000);
  const before = await (await as("agent")).registered({ text: "Немає води на вулиці Миру, 5", place: "вул. Миру, 5" });
  const page = await open("agent");
  const phone = await answered(page);
  await expect(phone.getByText("Телефон на зв’язку")).toBeAttached();

  // They press 1 again and again: it counts once all was read.
  exchange.call(number, [{ after: 3, key: "0" }, { after: 17, key: "1" }, ...Array.from({ length: 20 }, () => ({ after: 3, key: "1" }))]);
  await expect(phone.getByText(`+${number}`)).toBeVisible();
  await expect(phone.getByRole("button", { name: "Відповісти" })).toBeFocused();
  await picture(page, "phone-ringing");
  await page.keyboard.press("Enter");
  await expect(phone.getByRole("button", { name: "Завершити" })).toBeVisible();
  await expect(page).toHaveURL(/\/queue\/new$/);
  await expect(page.getByRole("textbox", { name: "Телефон" })).toHaveValue(`+${number}`);
  const earlier = page.getByTestId("previous");
  await expect(earlier.getByRole("link", { name: before.number })).toBeVisible();
  await expect(earlier.getByText("можливо, та сама")).toBeVisible();

  await page.getByLabel("Що говорить заявник").fill("Не світить ліхтар на вулиці Миру, 5");
  await page.getByLabel("Район").selectOption({ label: "Центральний" });
  await page.getByLabel("Прізвище").fill("Кравчук");
  await page.getByLabel("Ім’я").fill("Марія");
  await page.getByLabel("По батькові").fill("Петрівна");
  await page.getByLabel("Місце проживання").fill("вул. Митрополитська, 48");
  await page.keyboard.press("Control+Enter");
  await expect(page).toHaveURL(/\/queue\/[0-9a-f-]{36}$/);
  await page.getByLabel("Текст звернення").fill("На вулиці Миру, 5 не світить ліхтар.");
  await page.getByRole("combobox", { name: "Тема" }).fill("освітл");
  await expect(page.getByRole("option").first()).toBeVisible();
  await page.keyboard.press("Enter");
  await page.getByLabel("Текст звернення").focus();
  await expect(page.getByRole("button", { name: "Прочитати на лінії" })).toBeEnabled();
  await page.keyboard.press("Alt+Enter");

  await expect(page.getByText("Система читає текст.", { exact: false })).toBeVisible();
  await picture(page, "phone-reading");
  await expect(page.getByText("Заявник погодився клавішею 1.")).toBeVisible();
  await expect(page.getByTestId("number")).toHaveText(/^\d{4}-\d{6}$/);
  await expect(page.getByRole("button", { name: "Назвати на лінії" })).toBeVisible();
  await look(page, "phone-agreed");
  await phone.getByRole("button", { name: "Завершити" }).click();
  await expect(phone.getByText("Запис після розмови")).toBeVisible();
  await phone.getByRole("button", { name: "Готово" }).click();
  await phone.getByRole("button", { name: "Піти з лінії" }).click();
  await expect(phone.getByText("Не на лінії")).toBeVisible();

  await expect(async () => {
    const { calls } = (await (await page.request.get(`${product.url}/api/calls?mine=true`)).json()) as {
      calls: { recordings: { id: string; state: string; answers: { key: string }[] }[]; reports: { number?: string }[] }[];
    };
    expect(calls[0]?.reports[0]?.number).toMatch(/^\d{4}-/);
    expect(calls[0]?.recordings[0]?.state).toBe("ready");
    expect(calls[0]?.recordings[0]?.answers[0]?.key).toBe("1");
    const wav = await (await page.request.get(`${product.url}/api/recordings/${calls[0]?.recordings[0]?.id}`)).body();
    const samples = new Int16Array(wav.buffer, wav.byteOffset + 44, Math.floor((wav.length - 44) / 2));
    expect(samples.reduce((top, s) => Math.max(top, Math.abs(s)), 0)).toBeGreaterThan(1000);
  }).toPass({ timeout: 20_000 });
  await page.goto(`${product.url}/calls`);
  await page.getByText(`+${number}`).first().click();
  await page.getByRole("button", { name: /^Згода: / }).click();
  await expect(page.getByRole("button", { name: /^Зупинити: / })).toBeVisible();
});

// MR-2.1
test("what a caller adds goes to their earlier case, and a player shows the pause", async ({ open, as, exchange, product }) => {
  await (await as("supervisor")).registered({ text: "Немає води на вулиці Торговій, 8", place: "вул. Торгова, 8" });
  const page = await open("agent");
  const phone = await answered(page);
  const caller = exchange.call(number, [{ after: 3, key: "0" }]);
  await phone.getByRole("button", { name: "Відповісти" }).click();
  await expect(page).toHaveURL(/\/queue\/new$/);
  await look(page, "phone-talking");
  await accessible(page);
  await page.getByLabel("Що говорить заявник").fill("Води досі немає");
  await phone.getByRole("button", { name: "Не записувати" }).click();
  await expect(phone.getByText("Запис призупинено")).toBeVisible();
  await page.getByTestId("previous").getByRole("button", { name: "Додати сюди" }).first().click();
  await expect(page.getByText(/Додано до № \d{4}-\d{6}/)).toBeVisible();
  await phone.getByRole("button", { name: "Записувати далі" }).click();
  await expect(phone.getByText("Запис призупинено")).toBeHidden();
  await phone.getByRole("button", { name: "Завершити" }).click();
  expect(await caller.ended).toBe(0);

  await expect(async () => {
    await page.goto(`${product.url}/calls`);
    await page.getByText(`+${number}`).first().click();
    await expect(page.getByRole("button", { name: /^Не записано \d+ с/ })).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 20_000 });
  await page.getByRole("button", { name: /^Не записано/ }).click();
  await expect(page.getByRole("button", { name: /^Зупинити: / })).toBeVisible();
  await accessible(page);
  await look(page, "phone-calls");
});

test("an agent sees the settings of their desk telephone, the password on demand", async ({ open }) => {
  const page = await open("agent", { path: "/account" });
  await page.getByRole("button", { name: "Налаштування телефону" }).click();
  await expect(page.getByRole("code").filter({ hasText: /^desk-/ })).toBeVisible();
  await expect(page.getByTestId("sip-password")).toBeHidden();
  await page.getByRole("button", { name: "Показати" }).click();
  await expect(page.getByTestId("sip-password")).toHaveText(/^[\w-]{32}$/);
  await accessible(page);
  await look(page, "phone-desk-settings");
});

test("a supervisor says who speaks what and whom emergencies go to first", async ({ open, product }) => {
  const page = await open("supervisor", { path: "/calls/desk" });
  const person = page.getByRole("listitem", { name: "Олена Ткаченко" });
  await person.getByRole("checkbox", { name: "English" }).check();
  await person.getByRole("checkbox", { name: "Аварійні першими" }).check();
  await page.reload();
  await expect(person.getByRole("checkbox", { name: "English" })).toBeChecked();
  await expect(person.getByRole("checkbox", { name: "Аварійні першими" })).toBeChecked();
  await accessible(page);
  await look(page, "phone-team");
  await page.goto(`${product.url}/wall`);
  await expect(page.getByRole("region", { name: "Телефон" }).last()).toBeVisible();
  await look(page, "phone-wall");
});

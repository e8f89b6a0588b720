import type { Page } from "@playwright/test";
import { accessible, expect, fits, looks, picture, test } from "../harness/test.ts";

const pixel = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
const photo = (name: string) => ({ name, mimeType: "image/png", buffer: pixel });
const phone = { width: 390, height: 844 };

async function name(page: Page) {
  await page.getByLabel("Прізвище").fill("Гончар");
  await page.getByLabel("Ім’я", { exact: true }).fill("Олена");
  await page.getByLabel("По батькові").fill("Ігорівна");
  await page.getByLabel("Місце проживання").fill("вул. Паркова, 3");
  await page.getByLabel("Телефон", { exact: true }).fill("050 111 22 33");
  await page.getByLabel(/Погоджуюся на обробку/).check();
}

/** Whoever fills the form as fast as a program is asked to send it again, and has lost nothing. */
async function send(page: Page) {
  const button = page.getByRole("button", { name: "Надіслати повідомлення" });
  const taken = page.getByRole("heading", { name: "Повідомлення отримано" });
  await button.click();
  await expect(async () => {
    if (!(await taken.isVisible())) await button.click({ timeout: 1000 });
    await expect(taken).toBeVisible({ timeout: 1000 });
  }).toPass();
}

// MR-2.1, MR-4.4.1, MR-4.5
test("without a script: what is wrong is said beside its field, nothing is lost, the report reaches the queue", async ({ visit, open }) => {
  const page = await visit("/", { viewport: phone, javaScriptEnabled: false });
  await page.getByRole("link", { name: /Повідомити про проблему/ }).click();
  await page.getByLabel("Опис проблеми").fill("Не горить ліхтар біля школи");
  await expect(page.getByRole("button", { name: "Показати на мапі" })).toBeHidden();
  await page.locator("#photo").setInputFiles([photo("ліхтар.png"), { ...photo("не фото.png"), buffer: Buffer.from("no picture") }]);
  await page.getByRole("button", { name: "Надіслати повідомлення" }).click();

  await expect(page.getByRole("alert")).toContainText("Заповніть поле «Прізвище».");
  await expect(page.getByRole("alert")).toContainText("не фото.png");
  await page.getByRole("link", { name: "Заповніть поле «Прізвище»." }).click();
  await expect(page.getByLabel("Опис проблеми")).toHaveValue("Не горить ліхтар біля школи");
  await expect(page.getByRole("img", { name: "ліхтар.png" })).toBeVisible();
  await name(page);
  await send(page);
  await expect(page).toHaveURL(/\/r\//);

  const agent = await open("agent", { path: "/queue" });
  await agent.getByText("Не горить ліхтар біля школи").first().click();
  await expect(agent.getByRole("button", { name: "Переглянути ліхтар.png" })).toBeVisible();
  await expect(agent.getByRole("link", { name: "+380501112233" })).toBeVisible();
});

test("with a script: photos go ahead and can be taken back, what was typed outlives the page", async ({ visit }) => {
  const page = await visit("/report", { viewport: phone });
  await page.getByLabel("Опис проблеми").fill("Повалене дерево");
  await page.locator("#photo").setInputFiles([photo("1.png"), photo("2.png")]);
  await expect(page.locator("input[name=kept]")).toHaveCount(2);
  await page.getByRole("button", { name: /Прибрати/ }).first().click();
  await expect(page.getByText("Не чекайте")).toBeHidden();
  await page.getByLabel(/загрожує життю/).check();
  await expect(page.getByText("Не чекайте")).toBeVisible();
  await page.getByRole("link", { name: "English" }).click();
  await expect(page.getByLabel("Description of the problem")).toHaveValue("Повалене дерево");
  await page.getByRole("link", { name: "Українська" }).click();

  // MR-4.4.2
  await page.getByLabel("Не хочу називати себе").check();
  await expect(page.getByText(/самостійно прийматиме рішення/)).toBeVisible();
  await expect(page.getByLabel("Прізвище")).toBeHidden();
  await send(page);
});

test("a photo that does not arrive holds the report back", async ({ visit }) => {
  const page = await visit("/report", { viewport: phone });
  await page.getByLabel("Опис проблеми").fill("Розбита лавка");
  await page.getByLabel("Не хочу називати себе").check();
  let cut: () => void = () => {};
  const asked = new Promise<void>((done) => { cut = done; });
  await page.route("**/report/photo*", async (route) => {
    await asked;
    await route.abort();
  });
  await page.locator("#photo").setInputFiles(photo("1.png"));
  await page.getByRole("button", { name: "Надіслати повідомлення" }).click();
  await expect(page.getByRole("button", { name: "Надсилаємо" })).toBeDisabled();
  cut();
  await expect(page.getByText("Фото не надіслано")).toBeVisible();
  await expect(page.locator("#photos")).toBeFocused();
  await expect(page.getByRole("button", { name: "Надіслати повідомлення" })).toBeEnabled();
  await page.reload();
  await expect(page.getByLabel("Опис проблеми")).toHaveValue("Розбита лавка");
  await page.unroute("**/report/photo*");
  await page.getByLabel("Опис проблеми").pressSequentially(" у сквері");
  await send(page);
  await page.goto(new URL("/report", page.url()).href);
  await expect(page.getByLabel("Опис проблеми")).toHaveValue("");
});

test("a misspelt street is offered and taken by keys", async ({ visit }) => {
  const page = await visit("/report", { viewport: phone });
  const place = page.getByRole("combobox", { name: "Адреса або місце" });
  await place.pressSequentially("азовстальска 1");
  await expect(page.getByRole("option", { name: /вул. Азовстальська, 1/ })).toBeVisible();
  await accessible(page, "whole");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(place).toHaveValue("вул. Азовстальська, 1");
  await expect(page.getByLabel("Район")).toHaveValue("kalmius");
  await expect(page.getByRole("listbox")).toBeHidden();
});

for (const look of looks) {
  const { viewport, colorScheme } = look;
  test(`every public page at ${viewport.width} px, ${colorScheme}`, async ({ visit, as }) => {
    const seen = async (page: Page, what: string) => {
      await accessible(page);
      await picture(page, `public-${what}-${viewport.width}-${colorScheme}`);
      await fits(page);
    };
    const page = await visit("/", look);
    await seen(page, "home");
    for (const what of ["report", "privacy", "status"]) {
      await page.goto(new URL(`/${what}`, page.url()).href);
      await seen(page, what);
    }
    await page.goto(new URL("/report", page.url()).href);
    await page.getByLabel(/загрожує життю/).check();
    await page.locator("#photo").setInputFiles(photo("1.png"));
    await expect(page.locator("input[name=kept]")).toHaveCount(1);
    await page.getByRole("button", { name: "Надіслати повідомлення" }).click();
    await expect(page.getByRole("alert")).toBeVisible();
    await seen(page, "report-wrong");
    await page.getByLabel("Опис проблеми").fill("Немає води");
    await page.getByLabel("Не хочу називати себе").check();
    await send(page);
    await seen(page, "follow");

    const agent = await as("agent2");
    const made = await agent.registered({ text: "Немає води у третьому під’їзді.", place: "вул. Степова, 5" });
    const { status_url } = await agent.get(`/api/cases/${made.id}`);
    await page.goto(status_url);
    await expect(page.getByRole("heading", { name: "Що зроблено" })).toBeVisible();
    await page.getByText("Чому такий строк").click();
    await seen(page, "case");
    await page.getByLabel("Що ще варто знати виконавцеві").fill("Вода з’явилася, але іржава");
    await page.getByRole("button", { name: "Надіслати" }).click();
    await expect(page.getByText("виконавець це побачить")).toBeVisible();
    await expect(page.getByText("Вода з’явилася, але іржава")).toBeVisible();
    await seen(page, "case-added");
  });
}

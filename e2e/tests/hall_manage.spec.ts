import type { Page } from "@playwright/test";
import { Hall, Operator } from "../harness/halls.ts";
import { signIn } from "../harness/intake.ts";
import { accessible, expect, fits, looks, picture, test as base } from "../harness/test.ts";

interface Managers {
  /** The manager's screen as somebody sees it. */
  manager: (login: string, section?: string, options?: object) => Promise<Page>;
}

const test = base.extend<Managers>({
  manager: async ({ visit, product }, use) => {
    await use(async (login, section = "", options = {}) => {
      const page = await visit("/hall/icon.svg", options);
      await signIn(page.context().request, product.url, login);
      await page.goto(`${product.url}/hall/manage/${section}`);
      return page;
    });
  },
});
test.use({ halls: true });

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

test("who has not signed in is led to the sign-in and back", async ({ visit, product }) => {
  const page = await visit("/hall/manage/devices");
  await page.getByRole("button", { name: "Увійти" }).click();
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await page.getByLabel("Логін").fill("branch-head");
  await page.getByLabel("Пароль").fill("hotline-demo");
  await page.getByRole("button", { name: "Увійти" }).click();
  await expect(page).toHaveURL(`${product.url}/hall/manage/devices`);
  await expect(page.getByRole("heading", { name: "Пристрої" })).toBeVisible();
});

// VN-2.2
test("a device is added, paired by its code, seen online and turned out", async ({ manager, visit }) => {
  const page = await manager("branch-head", "devices");
  await page.getByRole("button", { name: "Додати пристрій" }).click();
  await page.getByLabel("Що це").selectOption({ label: "Пульт оцінювання" });
  await page.getByLabel("Віконце").selectOption({ label: "5" });
  await accessible(page);
  await button(page, "Додати й показати код").click();
  const shown = page.locator(".code");
  await expect(shown).toHaveText(/^[A-Z0-9]{4}-[A-Z0-9]{4}$/);
  await expect(page.getByText(/^Діє ще 1[0-5]:\d\d$/)).toBeVisible();
  await picture(page, "hall_manage-code");

  const pad = await visit("/hall/", { viewport: { width: 600, height: 1024 } });
  await pad.getByLabel("Код пристрою").fill((await shown.textContent()) ?? "");
  await button(pad, "Під’єднати").click();
  await expect(page.getByText("Пристрій під’єднано, він на зв’язку.")).toBeVisible();
  await button(page, "Готово").click();

  const row = page.getByRole("row", { name: /Пульт, віконце 5/ });
  await expect(row.getByText("На зв’язку")).toBeVisible();
  await row.getByRole("button", { name: /^Від’єднати/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Від’єднати", exact: true }).click();
  await expect(row).toHaveCount(0);
  await expect(pad.getByRole("heading", { name: "Пристрій від’єднано" })).toBeVisible();
});

test("a head frees the counter of an operator who has gone, and the client keeps the turn", async ({ manager, as }) => {
  const hall = await Hall.of(await as("admin"));
  const gone = await Operator.at(hall, await as("hall-operator2"), "3");
  const { code } = await gone.ticket("land");
  await gone.next();
  const page = await manager("branch-head");
  await expect(page.getByText(new RegExp(`Запрошено ${code}`))).toBeVisible();
  await page.getByRole("button", { name: /^Звільнити віконце 3:/ }).click();
  const ask = page.getByRole("dialog", { name: "Звільнити віконце 3?" });
  await expect(ask).toContainText("повернеться в чергу на своє місце");
  await accessible(page);
  await picture(page, "hall_manage-relieve");
  await ask.getByRole("button", { name: "Звільнити", exact: true }).click();
  await expect(ask).toHaveCount(0);
  await expect(page.getByText(new RegExp(`Запрошено ${code}`))).toHaveCount(0);
  await expect(page.getByRole("button", { name: /^Звільнити віконце 3:/ })).toHaveCount(0);
});

// VN-3.3, VN-4.3, VN-4.4, VN-4.8
test("a visit is seen while it goes on, and then in the results", async ({ manager, as }) => {
  const hall = await Hall.of(await as("admin"));
  const operator = await Operator.at(hall, await as("hall-operator"), "2");
  const { code } = await operator.ticket("permits");
  const page = await manager("branch-head");
  await expect(page.getByRole("table", { name: "Напрями" }).first()).toBeVisible();
  const visit = await operator.next();
  await expect(page.getByText(new RegExp(`Запрошено ${code}`))).toBeVisible();
  await operator.step(visit.id, "start");
  await expect(page.getByText(new RegExp(`Обслуговує ${code}`))).toBeVisible();

  // The counter has no pad: that is an incident, and service goes on.
  await page.getByRole("link", { name: "Інциденти", exact: true }).click();
  await expect(page.getByRole("cell", { name: "Немає пульта" }).first()).toBeVisible();
  await picture(page, "hall_manage-incidents");
  await button(page, "Усунуто").first().click();
  await page.getByLabel("Що зроблено").fill("Замовлено новий пульт");
  await page.getByRole("dialog").getByRole("button", { name: "Усунуто" }).click();
  await expect(page.getByText(/Замовлено новий пульт/)).toBeVisible();
  await operator.step(visit.id, "finish");
  await operator.leave();

  await page.getByRole("link", { name: "Результати" }).click();
  await expect(page.getByText(/не може бути підставою/)).toBeVisible();
  await expect(page.getByRole("rowheader", { name: "Прозорий офіс", exact: true })).toBeVisible();
  await picture(page, "hall_manage-results");
  for (const format of ["XLSX", "CSV", "PDF"]) {
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: format }).click();
    expect((await download).suggestedFilename()).toMatch(new RegExp(`\\.${format.toLowerCase()}$`));
  }
  await page.getByLabel("Розріз").selectOption({ label: "Оператор" });
  await expect(page.getByText(/лише за дорученням міського керівництва/).first()).toBeVisible();

  const mayor = await manager("mayor");
  await expect(mayor.getByRole("heading", { name: "Результати" })).toBeVisible();
  await button(mayor, "Записати доручення").click();
  await mayor.getByLabel("Хто доручив").fill("Міський голова");
  await mayor.getByLabel("Номер документа").fill("12-р");
  await button(mayor, "Записати").click();
  await expect(mayor.getByText("№ 12-р")).toBeVisible();
  await page.reload();
  await expect(page.getByRole("rowheader", { name: "Марина Яценко" })).toBeVisible();
});

// VN-4.4, VN-4.5
test("a request is recorded and answered", async ({ manager }) => {
  const page = await manager("hall-head", "requests");
  await page.getByRole("button", { name: "Записати запит" }).click();
  await page.getByLabel("Номер документа").fill("45/1");
  await page.getByLabel("Від кого").fill("Редакція міської газети");
  await page.getByLabel("Хто питає").selectOption({ label: "Медіа" });
  await page.getByLabel("Про що питають").fill("Результати за місяць");
  await button(page, "Записати").click();
  await expect(page.getByText("Потрібне погодження")).toBeVisible();
  await button(page, "Записати погодження").click();
  await page.getByLabel("Хто погодив").fill("Департамент комунікацій");
  await page.getByLabel("Номер документа").fill("46");
  await button(page, "Записати").click();
  await button(page, "Надати результати").click();
  await expect(page.getByText("Операторів цьому запитувачеві не називають.")).toBeVisible();
  // Days on which one operator alone worked would name them.
  await page.getByLabel("Від", { exact: true }).fill("2025-01-01");
  await page.getByLabel("До (включно)").fill("2025-01-31");
  await button(page, "Надати").click();
  await expect(page.getByText("Відповідь надано")).toBeVisible();
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "PDF" }).click();
  expect((await download).suggestedFilename()).toMatch(/\.pdf$/);
});

// VN-3.2
test("signs of abuse are shown page by page", async ({ manager }) => {
  const page = await manager("branch-head", "people");
  const signs = Array.from({ length: 130 }, (_, i) => ({
    id: crypto.randomUUID(),
    kind: "pressure",
    branch: crypto.randomUUID(),
    place: { uk: "Прозорий офіс" },
    direction: { uk: "Земельні питання" },
    ticket: `В-${String(i + 1).padStart(3, "0")}`,
    at: new Date(Date.now() - i * 60_000).toISOString(),
    notes: [],
  }));
  await page.route("**/api/hall/flags?*", (route) => {
    const from = signs.findIndex((s) => s.id === new URL(route.request().url()).searchParams.get("before")) + 1;
    return route.fulfill({ json: { flags: signs.slice(from, from + 100), more: from + 100 < signs.length, rule: "" } });
  });
  await page.getByRole("link", { name: "Ознаки зловживань" }).click();
  await expect(page.getByText("Останні 100")).toBeVisible();
  await button(page, "Показати раніші").click();
  await expect(page.getByText("130 ознак")).toBeVisible();
  await expect(page.getByText("В-130")).toBeVisible();
  await expect(button(page, "Показати раніші")).toHaveCount(0);
});

// VN-0.2
test("who works in the halls is told, and the rules are signed", async ({ manager }) => {
  const page = await manager("branch-head", "people");
  await expect(page.getByRole("row", { name: /Марина Яценко/ })).toBeVisible();
  await button(page, "Ознайомлений(-а), підписую").click();
  await expect(page.getByText(/Ви підписали/)).toBeVisible();
});

test("an operator finds the day's bookings here and no other part, whoever does not work in the halls nothing", async ({ manager }) => {
  const page = await manager("hall-operator", "people");
  await expect(page.getByRole("heading", { name: "Записи", level: 2 })).toBeVisible();
  await expect(page.getByRole("navigation")).toHaveCount(0);
  const stranger = await manager("supervisor");
  await expect(stranger.getByText("Тут поки що нічого для вас немає")).toBeVisible();
});

for (const { viewport, colorScheme } of looks) {
  test(`every part is readable at ${viewport.width} in ${colorScheme}`, async ({ manager }) => {
    for (const section of ["live", "bookings", "days", "devices", "incidents", "results", "flags", "requests", "people"]) {
      const page = await manager("branch-head", section, { viewport, colorScheme });
      await expect(page.getByRole("heading", { level: 2 }).first()).toBeAttached();
      await expect(page.getByText("Завантажується…")).toHaveCount(0);
      await accessible(page);
      await fits(page);
      await picture(page, `hall_manage-${section}-${viewport.width}`);
      await page.close();
    }
  });
}

import { accessible, expect, looks, picture, test } from "../harness/test.ts";

test("a person is added, signs in with the temporary password and changes it", async ({ open, visit }) => {
  const page = await open("admin", { path: "/admin/people" });
  await page.getByRole("button", { name: "Додати людину" }).click();
  const form = page.getByRole("dialog", { name: "Додати людину" });
  await form.getByLabel("Ім’я та прізвище").fill("Нова Працівниця");
  await form.getByLabel("Логін").fill("new-clerk");
  await form.getByLabel("Роль").selectOption("agent");
  await form.getByRole("button", { name: "Додати" }).click();
  const password = await page.getByTestId("once").innerText();
  await page.getByRole("button", { name: "Готово" }).click();
  await expect(page.getByRole("heading", { name: /Нова Працівниця/ })).toBeVisible();
  await expect(page.getByText("людина «Нова Працівниця»: додано")).toBeVisible();

  const other = await visit("/sign-in");
  await other.getByLabel("Логін").fill("new-clerk");
  await other.getByLabel("Пароль").fill(password);
  await other.getByRole("button", { name: "Увійти" }).click();
  await expect(other.getByText("Пароль тимчасовий")).toBeVisible();
  await other.getByLabel("Нинішній пароль").fill(password);
  await other.getByLabel(/^Новий пароль\*?$/).fill("своя довга фраза");
  await other.getByLabel("Новий пароль ще раз").fill("своя довга фраза");
  await other.getByRole("button", { name: "Змінити пароль" }).click();
  await expect(other.getByText("Пароль тимчасовий")).toHaveCount(0);
  await other.goto(`${new URL(other.url()).origin}/queue`);
  await expect(other.getByRole("link", { name: "Черга" })).toBeVisible();
});

// MR-4.6
test("a topic is edited and the edit is taken back", async ({ open }) => {
  const page = await open("admin", { path: "/admin/classifier" });
  await page.getByLabel("Пошук").fill("water.hot");
  await page.getByRole("button", { name: "Немає гарячої води" }).click();
  const form = page.getByRole("dialog");
  await form.getByLabel("Назва: українською").fill("Гаряча вода відсутня");
  await form.getByRole("button", { name: "Зберегти" }).click();
  await expect(page.getByRole("button", { name: "Гаряча вода відсутня" })).toBeVisible();
  await page.getByRole("button", { name: "Скасувати останню зміну" }).click();
  await expect(page.getByRole("button", { name: "Немає гарячої води" })).toBeVisible();
});

// MR-5.1
test("the regulation is tried out", async ({ open }) => {
  const page = await open("agent", { path: "/admin/rules" });
  await page.getByLabel("Тема").selectOption("water.flood");
  await expect(page.getByTestId("explained").getByText("Прийняття в роботу")).toBeVisible();
});

for (const { viewport, colorScheme } of looks) {
  test(`the administration at ${viewport.width} px, ${colorScheme}`, async ({ open }) => {
    const page = await open("admin", { viewport, colorScheme, path: "/admin/people" });
    const origin = new URL(page.url()).origin;
    for (const [path, text] of [
      ["/admin/people", "Олена Ткаченко"], ["/admin/orgs", "vodokanal"], ["/admin/classifier", "water.leak"],
      ["/admin/letters", "Сповіщення"], ["/admin/privacy", "Персональні дані"], ["/admin/rules", "Хто що може"], ["/admin/log", "Журнал змін"], ["/account", "Новий пароль ще раз"],
    ] as const) {
      await page.goto(origin + path);
      if (path === "/admin/orgs") await page.locator("a[href^='/admin/orgs/']").nth(1).waitFor();
      else await expect(page.locator("main").getByText(text).first()).toBeVisible();
      await accessible(page);
      await picture(page, `admin${path.replaceAll("/", "-")}-${viewport.width}-${colorScheme}`);
      const wide = await page.evaluate(() => document.querySelector("main")?.scrollWidth ?? 0);
      expect(wide, `${path} is wider than the window`).toBeLessThanOrEqual(viewport.width + 1);
    }
  });
}

import { expect, test } from "../harness/test.ts";

test("a cable cut in the middle is shown, and the screen catches up by itself", async ({ open, as, wire }) => {
  const other = await as("supervisor");
  const before = await other.report({ text: "Повідомлення, яке вже у черзі" });
  const page = await open("agent", { url: wire.url, path: "/sign-in" });
  const connection = page.locator("[data-state]");
  await expect(connection).toHaveAttribute("data-state", "live");
  await page.getByRole("link", { name: /Повідомлення, яке вже у черзі/ }).click();
  await page.keyboard.press("c");
  await page.getByLabel("Текст звернення").fill("Набране до обриву");

  wire.cut();
  await expect(connection).toHaveAttribute("data-state", "stale");
  await expect(page.getByText(/З’єднання втрачено, дані \d+ с тому/)).toBeVisible();

  // Meanwhile the world goes on.
  await other.report({ text: "Сталося, поки кабель лежав", sos: true });
  await expect(page.getByText("Сталося, поки кабель лежав")).toHaveCount(0);

  wire.mend();
  await expect(connection).toHaveAttribute("data-state", "live", { timeout: 20_000 });
  await expect(page.getByText("Сталося, поки кабель лежав")).toBeVisible();
  await expect(page.getByLabel("Текст звернення")).toHaveValue("Набране до обриву");
  await expect(page.getByText(/З’єднання втрачено/)).toHaveCount(0);
  await page.getByRole("button", { name: "Повернути в чергу" }).click();
  await expect(page.locator(`[data-report="${before}"]`)).toBeVisible();
});

test("a request that died on its way is repeated with the same key, and done once", async ({ open, as, wire }) => {
  const text = "Обрив на самій середині запиту";
  const page = await open("agent", { url: wire.url, path: "/queue/new" });
  await page.getByLabel("Що говорить заявник").fill(text);
  await page.getByLabel(/не лишає своїх даних/).check();
  await page.getByLabel("Попередження зачитано").check();
  // The server does it, and its answer never arrives.
  await page.route("**/api/reports", async (route) => {
    await route.fetch();
    await route.abort("connectionreset");
  }, { times: 1 });
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("alert")).toContainText("двічі його не виконають");
  await page.getByRole("button", { name: "Спробувати ще раз" }).click();
  await expect(page.getByLabel("Текст звернення")).toBeVisible();

  const { reports } = await (await as("supervisor")).get("/api/queue");
  expect(reports.filter((r: { excerpt: string }) => r.excerpt === text)).toHaveLength(1);
  await page.getByRole("button", { name: "Повернути в чергу" }).click();
  await expect(page.getByRole("button", { name: "Взяти" }).first()).toBeVisible();
});

test("a session that ended asks to sign in again over the screen, which keeps what was typed", async ({ open, as }) => {
  const id = await (await as("supervisor")).report({ text: "Сеанс скінчиться посеред роботи" });
  const page = await open("agent", { path: `/queue/${id}` });
  await page.keyboard.press("c");
  await page.getByLabel("Текст звернення").fill("Довгий текст, який шкода втратити");
  await page.context().clearCookies();
  await page.getByRole("button", { name: "Повернути в чергу" }).click();

  const dialog = page.getByRole("dialog", { name: "Увійдіть ще раз" });
  await expect(dialog).toBeVisible();
  await dialog.getByLabel("Пароль").fill("hotline-demo");
  await dialog.getByRole("button", { name: "Увійти" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByLabel("Текст звернення")).toHaveValue("Довгий текст, який шкода втратити");
  await expect(page.locator("[data-state]")).toHaveAttribute("data-state", "live");
  await page.getByRole("button", { name: "Повернути в чергу" }).click();
  await expect(page.getByRole("button", { name: "Взяти" }).first()).toBeVisible();
});

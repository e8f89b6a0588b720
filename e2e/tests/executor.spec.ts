import { accessible, expect, picture, test } from "../harness/test.ts";

// MR-4.9, MR-5.1
test("the executor sees a case arrive and accepts it before its deadline; the agent sees it at once", async ({ open, as }) => {
  const executor = await open("water");
  await expect(executor.getByRole("navigation", { name: "Звернення вашої організації" })).toBeVisible();

  const agent = await as("agent");
  const made = await agent.registered({ text: "Порив водогону біля будинку 7, вода заливає дорогу.", place: "вул. Польова, 7" });
  const desk = await open("agent", { path: `/cases/${made.id}` });
  await expect(desk.getByRole("heading", { name: made.number })).toBeVisible();

  const card = executor.getByRole("link", { name: new RegExp(made.number) });
  await expect(card).toBeVisible();
  await expect(card).toContainText("SOS");
  await expect(card).toContainText(/прийняття (29|30) хв/);
  await card.click();
  await expect(executor.getByText("п. 5.1")).toBeVisible();
  await executor.getByRole("button", { name: "Прийняти в роботу" }).click();

  await expect(executor.getByRole("status").filter({ hasText: "В роботі" })).toBeVisible();
  await expect(executor.getByRole("button", { name: "Прийняти в роботу" })).toHaveCount(0);
  await expect(desk.getByText("В роботі", { exact: true }).first()).toBeVisible();
  await expect(desk.getByRole("listitem").filter({ hasText: "Прийняти в роботу" })).toBeVisible();

  const now = await agent.get(`/api/cases/${made.id}`);
  expect(Date.parse(now.case.accepted_at)).toBeLessThan(Date.parse(made.accept_due));
  const accept = now.deadlines.find((d: { kind: string }) => d.kind === "accept");
  expect(accept.fired_at).toBeUndefined();
  expect(accept.stopped_at).toBeDefined();
});

// MR-5.2, MR-4.10.1
test("not ours: with proof the case goes back, and to another executor; the first one loses sight of it", async ({ open, as }) => {
  const agent = await as("agent");
  const made = await agent.registered({ text: "Тече труба у дворі.", place: "вул. Лісова, 2" });
  const executor = await open("water", { path: `/work/${made.id}` });
  await executor.getByRole("button", { name: "Запит на зміну виконавця" }).click();
  const form = executor.getByRole("form").or(executor.locator("form"));
  await form.getByRole("button", { name: "Запит на зміну виконавця" }).click();
  await expect(executor.getByText("Заповніть це поле.")).toBeVisible();
  await expect(executor.getByText("Додайте щонайменше один файл.")).toBeVisible();

  await executor.getByLabel("Чому це не ваша компетенція").fill("Мережа на балансі тепломережі");
  await executor.setInputFiles("input[type=file]", { name: "akt.png", mimeType: "image/png", buffer: pixel });
  await expect(executor.getByText("akt.png")).toBeVisible();
  await executor.keyboard.press("Control+Enter");
  await expect(executor.getByRole("status").filter({ hasText: "виконано" })).toBeVisible();

  const desk = await open("agent", { path: `/cases/${made.id}` });
  await desk.getByRole("button", { name: "Переадресувати" }).click();
  await desk.getByLabel("Організація").selectOption({ label: "КП «Міськтепломережа»" });
  await desk.getByLabel("Причина переадресування").fill("За балансовою належністю");
  await desk.locator("form").getByRole("button", { name: "Переадресувати" }).click();
  await expect(desk.getByText("КП «Міськтепломережа»").first()).toBeVisible();
  await expect(desk.getByText("цикл строків 2")).toBeVisible();

  await expect(executor.getByRole("alert")).toContainText("його передано іншому виконавцю");
  await expect(executor.getByRole("link", { name: new RegExp(made.number) })).toHaveCount(0);
});

test("a colleague was faster: the present state is shown and nothing typed is lost", async ({ open, as }) => {
  const agent = await as("agent");
  const made = await agent.registered({ text: "Відкритий люк на тротуарі.", place: "вул. Нова, 1" });
  // This window hears nothing of the others: the conflict has to come from the server.
  const page = await open("agent");
  await page.routeWebSocket(/\/api\/feed/, () => {});
  await page.goto(`${new URL(page.url()).origin}/cases/${made.id}`);
  await page.getByRole("button", { name: "Уточнити в заявника" }).click();
  await page.getByLabel("Запитання до заявника").fill("Уточніть номер будинку");

  const executor = await as("water");
  await executor.act(made, "accept");
  await page.keyboard.press("Control+Enter");

  await expect(page.getByRole("alert").filter({ hasText: "щойно змінив" })).toBeVisible();
  await expect(page.getByRole("alert").filter({ hasText: "тепер «В роботі»" })).toBeVisible();
  await expect(page.getByRole("row", { name: /Статус/ })).toContainText("В роботі");
  await expect(page.getByLabel("Запитання до заявника")).toHaveValue("Уточніть номер будинку");
  await picture(page, "conflict-case");
  await page.setViewportSize({ width: 390, height: 844 });
  await page.emulateMedia({ colorScheme: "dark" });
  await accessible(page);
  await picture(page, "conflict-case-390-dark");
  await page.getByRole("button", { name: "Продовжити моє" }).click();
  await expect(page.getByRole("row", { name: /Статус/ })).toHaveCount(0);
  await page.getByLabel("Запитання до заявника").press("Control+Enter");
  await expect(page.getByRole("listitem").filter({ hasText: "Уточніть номер будинку" }).first()).toBeVisible();
});

const pixel = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

import { expect, test } from "../harness/test.ts";

// MR-4.3, MR-4.4, MR-4.6, MR-4.8
test("an agent words a call by keyboard alone, the citizen agrees by a one-time link, the number is there", async ({ open, visit }) => {
  const page = await open("agent");
  const queue = page.getByRole("complementary", { name: "Черга повідомлень" });
  await expect(queue.getByRole("heading", { level: 1 })).toBeVisible();

  await page.keyboard.press("n");
  await expect(page.getByLabel("Що говорить заявник")).toBeFocused();
  await page.keyboard.type("Третій день немає світла у підʼїзді");
  await page.getByLabel("Адреса проблеми").fill("просп. Миру, 31");
  await page.getByLabel("Район").selectOption({ label: "Центральний" });
  await page.getByLabel("Прізвище").fill("Олійник");
  await page.getByLabel("Ім’я").fill("Іван");
  await page.getByLabel("По батькові").fill("Степанович");
  await page.getByLabel("Місце проживання").fill("просп. Миру, 31, кв. 9");
  await page.getByLabel("Телефон", { exact: false }).last().fill("+380501234567");
  await page.keyboard.press("Control+Enter");

  await expect(page.getByLabel("Текст звернення")).toBeVisible();
  await page.getByLabel("Текст звернення").fill("За адресою просп. Миру, 31 третю добу не освітлюється підʼїзд.");
  const topic = page.getByRole("combobox", { name: "Тема" });
  await topic.focus();
  await page.keyboard.type("освітл");
  await expect(page.getByRole("option").first()).toBeVisible();
  await page.keyboard.press("Enter");

  // Who, by when, and why: the clause and the term in words.
  const routing = page.getByRole("region", { name: "Виконавець і строки" });
  await expect(routing.getByText("Прийняття в роботу")).toBeVisible();
  await expect(routing.getByText("п. 5.1")).toBeVisible();
  await expect(routing.getByText(/за годинником, у будь-який час доби/).first()).toBeVisible();

  await page.getByRole("radio", { name: /Одноразове посилання/ }).check();
  await page.getByLabel("Текст звернення").focus();
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("heading", { name: "Чекаємо відповіді заявника" }).last()).toBeVisible();
  const link = await page.getByRole("code").innerText();

  const citizen = await visit(link, { javaScriptEnabled: false, viewport: { width: 390, height: 844 } });
  await expect(citizen.getByText("третю добу не освітлюється")).toBeVisible();
  await citizen.locator("button[value=agree]").click();
  const number = (await citizen.locator(".number").innerText()).trim();
  expect(number).toMatch(/^\d{4}-\d{6}$/);

  // The agent did nothing: the feed brought it.
  await expect(page.getByTestId("number")).toHaveText(number);
  await expect(page.getByText(/Рік дві тисячі .* номер/).last()).toBeVisible();

  // The link is for one time.
  await citizen.goto(link);
  await expect(citizen.locator("button[value=agree]")).toHaveCount(0);
});

// MR-4.4
test("the citizen's correction brings the report back with what should be different", async ({ open, as, visit }) => {
  const agent = await as("agent");
  const id = await agent.report({ text: "Не працює ліфт", place: "вул. Торгова, 8" });
  await agent.claim(id);
  const worded = await agent.post(`/api/reports/${id}/word`, {
    text: "За адресою вул. Торгова, 8 не працює ліфт.", topic: "lift.broken", district: "central", via: "link",
  });

  const page = await open("agent", { path: `/queue/${id}` });
  await expect(page.getByRole("heading", { name: "Чекаємо відповіді заявника" }).last()).toBeVisible();

  const citizen = await visit(worded.wording.confirmation_url, { javaScriptEnabled: false });
  await citizen.locator("textarea[name=text]").fill("Будинок 18, а не 8");
  await citizen.locator("button[value=correct]").click();

  await expect(page.getByText("Будинок 18, а не 8").first()).toBeVisible();
  await page.keyboard.press("c");
  await expect(page.getByLabel("Текст звернення")).toHaveValue("За адресою вул. Торгова, 8 не працює ліфт.");
  await page.getByRole("button", { name: "Повернути в чергу" }).click();
  await expect(page.getByRole("button", { name: "Взяти" }).first()).toBeVisible();
});

// MR-4.4.2
test("an anonymous applicant is warned before the report is registered", async ({ open, as }) => {
  const agent = await as("supervisor");
  const id = await agent.report({ text: "Хтось зламав лавку в парку", anonymous: true });
  const page = await open("agent", { path: `/queue/${id}` });
  await page.keyboard.press("c");
  await expect(page.getByText("Анонімно", { exact: true })).toBeVisible();
  await expect(page.getByText(/самостійно прийматиме рішення/)).toBeVisible();
  await expect(page.getByLabel("Попередження зачитано")).toBeChecked();

  // MR-4.4.3: refused, with a reason.
  await page.getByText("Відмова", { exact: true }).click();
  await page.getByLabel("Образи, приниження честі й гідності працівників").check();
  await page.getByLabel("Пояснення").fill("Лайка на адресу працівника");
  await page.getByRole("button", { name: "Завершити без реєстрації" }).click();
  await expect(page.getByText("Відмовлено").first()).toBeVisible();
});

// MR-4.2.1
test("what is not the city's ends with the competent body", async ({ open, as }) => {
  const agent = await as("supervisor");
  const id = await agent.report({ text: "Дуже пахне газом на сходах" });
  const page = await open("agent", { path: `/queue/${id}` });
  await page.keyboard.press("c");
  await page.getByText("Консультація", { exact: true }).click();
  // The body whose words the citizen used stands first.
  await expect(page.getByRole("radio").nth(3)).toBeVisible();
  await page.getByRole("radio", { name: /Аварійна газова служба/ }).check();
  await page.getByLabel("Що пояснено").fill("Телефонуйте 104 негайно");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByText("Надано консультацію").first()).toBeVisible();
});

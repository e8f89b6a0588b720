import { expect, test } from "../harness/test.ts";

test.use({ regulation: "romny" });

// RO-1.4, RO-4.3, RO-4.5
test("no agreement is asked; the head names the executor, the operator takes it into work and has it done", async ({ open }) => {
  const text = "За адресою вул. Соборна, 2 тече вода з-під асфальту.";
  const desk = await open("admin", { path: "/queue/new" });
  await desk.getByLabel("Що говорить заявник").fill("Вода тече з-під асфальту на Соборній, 2");
  await desk.getByLabel("Прізвище").fill("Гончар");
  await desk.keyboard.press("Control+Enter");
  await desk.getByLabel("Текст звернення").fill(text);
  await desk.getByRole("combobox", { name: "Тема" }).fill("витік води");
  await desk.keyboard.press("Enter");
  await expect(desk.getByText("п. 4.3")).toBeVisible();
  await expect(desk.getByRole("radio", { name: /посилання/ })).toHaveCount(0);
  await desk.getByRole("button", { name: /Зареєструвати/ }).click();
  const number = await desk.getByTestId("number").innerText();

  const head = await open("water-head");
  await head.getByRole("link", { name: new RegExp(number) }).click();
  await head.getByRole("button", { name: "Призначити виконавця" }).click();
  await head.getByLabel("Виконавець").selectOption({ label: "Микола Гриценко" });
  await head.keyboard.press("Control+Enter");
  await expect(head.getByText("Відповідальна особа: Микола Гриценко")).toBeVisible();
  await expect(head.getByRole("button", { name: "Взяти в роботу" })).toHaveCount(0);

  // One's own organisation's people are offered without choosing the organisation first.
  await head.getByRole("link", { name: "Звернення", exact: true }).click();
  await head.getByRole("button", { name: "Фільтри" }).click();
  await head.getByRole("combobox", { name: "Відповідальна особа" }).fill("Гриценко");
  await head.getByRole("option", { name: /Микола Гриценко/ }).click();
  await expect(head).toHaveURL(/executor=/);
  await expect(head.getByRole("link", { name: number })).toBeVisible();

  const operator = await open("water-operator", { viewport: { width: 390, height: 844 } });
  await operator.getByRole("link", { name: new RegExp(number) }).click();
  await operator.getByRole("button", { name: "Взяти в роботу" }).click();
  await expect(operator.getByText("В роботі", { exact: true }).first()).toBeVisible();
  await operator.getByRole("button", { name: "Виконано" }).click();
  await operator.getByLabel("Що виконано").fill("Порив усунено, вулицю прибрано");
  await operator.locator("form").getByRole("button", { name: "Виконано" }).click();
  await expect(operator.getByText("Виконано", { exact: true }).first()).toBeVisible();

  await desk.getByRole("link", { name: "Відкрити звернення" }).click();
  await expect(desk.getByText("Порив усунено, вулицю прибрано")).toBeVisible();
});

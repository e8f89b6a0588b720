import { readFileSync } from "node:fs";
import { accessible, expect, picture, test } from "../harness/test.ts";

test("a list is narrowed, named and taken along as a file", async ({ open, as }) => {
  const agent = await as("agent2");
  const marked = await agent.registered({ text: "=Небачена несправність ліхтаря біля зупинки", place: "вул. Маякова, 7" });
  await agent.registered({ text: "Порив водогону на перехресті", place: "вул. Паркова, 2" });
  const page = await open("supervisor", { path: "/cases" });
  await expect(page.getByRole("link", { name: marked.number })).toBeVisible();

  await page.keyboard.press("/");
  await page.keyboard.type("ліхтарі маякова");
  await expect(page.locator("tbody tr")).toHaveCount(1);
  await expect(page).toHaveURL(/text=/);
  await expect(page.getByText("1 звернення", { exact: true })).toBeVisible();
  await page.reload();
  await expect(page.locator("tbody tr")).toHaveCount(1);

  // The keyboard alone: to the case and back, with the list as it was.
  await page.getByRole("heading", { name: "Звернення", exact: true }).click();
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await expect(page.getByText("Вибрано 1")).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: marked.number })).toBeVisible();
  await page.getByRole("main").getByRole("link", { name: "Звернення" }).click();
  await expect(page.locator("tbody tr")).toHaveCount(1);

  await page.getByRole("button", { name: "Збережені списки" }).click();
  await page.getByLabel("Назва").fill("Ліхтарі на Маяковій");
  await page.getByRole("button", { name: "Зберегти", exact: true }).click();
  await expect(page.getByRole("link", { name: "Ліхтарі на Маяковій" })).toBeVisible();
  await accessible(page);
  await page.keyboard.press("Escape");

  await page.getByRole("button", { name: "Вивантажити" }).click();
  await page.getByRole("button", { name: "CSV" }).click();
  const link = page.getByRole("link", { name: "Завантажити CSV" });
  await expect(link).toBeVisible();
  const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
  const file = readFileSync(await download.path(), "utf8");
  expect(file.startsWith("\uFEFFНомер;")).toBe(true);
  expect(file.trimEnd().split("\r\n")).toHaveLength(2);
  expect(file).toContain(`${marked.number};`);
  expect(file).toContain("'=Небачена");
  expect(file).not.toContain("Кравчук");

  // Nobody else finds it.
  const other = await as("agent");
  const stolen = await other.api.get((await link.getAttribute("href")) ?? "");
  expect(stolen.status()).toBe(404);
});

// RO-4.3
test("cases of a person are found by the person's name alone", async ({ open }) => {
  const page = await open("supervisor", { path: "/cases" });
  await page.getByRole("button", { name: "Фільтри" }).click();
  const person = page.getByRole("combobox", { name: "Відповідальна особа" });
  await person.pressSequentially("грице");
  const offered = page.getByRole("listbox", { name: "Відповідальна особа" }).getByRole("option").first();
  await expect(offered).toBeVisible();
  await accessible(page);
  await picture(page, "cases-person");
  const name = await offered.locator("span").innerText();
  await page.keyboard.press("Enter");
  await expect(person).toHaveValue(name);
  await expect(page).toHaveURL(/executor=/);
  await expect(page).toHaveURL(/org=/);
  await page.reload();
  await expect(person).toHaveValue(name);
  await person.fill("");
  await expect(page).not.toHaveURL(/executor=/);
});

test("a new case is announced and moves nothing by itself", async ({ open, as }) => {
  const agent = await as("agent2");
  await agent.registered({ text: "Перше звернення для списку" });
  const page = await open("supervisor", { path: "/cases" });
  await expect(page.locator("tbody tr").first()).toBeVisible();
  const first = await page.locator("tbody tr a").first().textContent();
  const made = await agent.registered({ text: "Нове звернення, поки дивляться" });
  const fresh = page.getByRole("button", { name: /показати/ });
  await expect(fresh).toBeVisible();
  await expect(page.locator("tbody tr a").first()).toHaveText(first ?? "");
  await fresh.click();
  await expect(page.locator("tbody tr a").first()).toHaveText(made.number);
  await expect(fresh).toBeHidden();
});

const looks = [
  { viewport: { width: 1440, height: 900 }, colorScheme: "light" },
  { viewport: { width: 390, height: 844 }, colorScheme: "dark" },
] as const;

for (const look of looks) {
  const name = `${look.viewport.width}-${look.colorScheme}`;

  test(`the wall counts and leads to what it counts, ${name}`, async ({ open, as }) => {
    const agent = await as("agent2");
    await agent.report({ text: "Чекає на агента", place: "вул. Тиха, 1" });
    await agent.registered({ text: "Відкрите звернення для табло" });
    const page = await open("supervisor", { ...look, path: "/wall" });
    const waiting = page.getByRole("link", { name: /чекають на агента/ });
    await expect(waiting).toBeVisible();
    await accessible(page);
    await picture(page, `wall-${name}`);
    const before = Number.parseInt((await waiting.textContent()) ?? "", 10);
    await agent.report({ text: "Ще одне чекає", place: "вул. Тиха, 2" });
    await expect(waiting).toHaveText(new RegExp(`^${before + 1}`));
    await page.getByRole("link", { name: /відкрито всього/ }).click();
    await expect(page.locator("tbody tr").first()).toBeVisible();
    await picture(page, `cases-${name}`);
    await accessible(page);
    await page.getByRole("button", { name: /Фільтри/ }).click();
    await picture(page, `cases-filters-${name}`);
  });

  test(`the map shows points without tiles, by mouse and by keyboard, ${name}`, async ({ open, as }) => {
    const agent = await as("agent2");
    const points = [
      [47.0971, 37.5434],
      [47.0973, 37.5437],
      [47.1109, 37.6201],
    ] as const;
    for (const [lat, lon] of points) {
      await agent.registered({ text: `Яма на дорозі ${lat}`, place: "просп. Миру, 10", point: { lat, lon } });
    }
    const page = await open("supervisor", { ...look, path: "/map" });
    const group = page.getByRole("button", { name: /поруч: наблизити/ });
    await expect(group.first()).toBeVisible();
    await accessible(page);
    await picture(page, `map-${name}`);
    await group.first().focus();
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: /Показати .* на карті/ }).first().click();
    await expect(page.locator(".mark.chosen")).toBeVisible();
    await picture(page, `map-close-${name}`);
    await page.getByRole("link", { name: "Списком" }).click();
    await expect(page.locator("tbody tr").first()).toBeVisible();
  });
}

// MR-6.3.1
test("the card on paper has room for a resolution and nothing to press", async ({ open, as }) => {
  const agent = await as("agent2");
  const made = await agent.registered({ text: "Друкована картка" });
  const page = await open("supervisor", { path: `/cases/${made.id}` });
  await expect(page.getByRole("heading", { name: "Історія" })).toBeVisible();
  await expect(page.getByText("Резолюція")).toBeHidden();
  await page.emulateMedia({ media: "print" });
  await expect(page.getByText("Резолюція")).toBeVisible();
  await expect(page.getByRole("button")).toHaveCount(0);
  await expect(page.getByRole("navigation")).toHaveCount(0);
  await picture(page, "card-print");
});

test("two people on one card see each other", async ({ open, as }) => {
  const agent = await as("agent2");
  const made = await agent.registered({ text: "Двоє над однією карткою" });
  const one = await open("supervisor", { path: `/cases/${made.id}` });
  await expect(one.getByRole("heading", { name: made.number })).toBeVisible();
  const other = await open("agent", { path: `/cases/${made.id}` });
  await expect(other.getByText(/Цю картку зараз дивиться ще/)).toBeVisible();
  await expect(one.getByText(/Цю картку зараз дивиться ще/)).toBeVisible();
  await other.getByRole("link", { name: "Черга" }).click();
  await expect(one.getByText(/Цю картку зараз дивиться ще/)).toBeHidden();
});

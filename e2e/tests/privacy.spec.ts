import { accessible, expect, picture, test } from "../harness/test.ts";

test("what a person asks about their data is recorded, held back, refused, given and carried out", async ({ open, as }) => {
  const agent = await as("agent2");
  const made = await agent.registered({ text: "Порив водогону, вода на дорозі.", place: "вул. Паркова, 41" });
  const page = await open("supervisor", { path: "/admin/privacy" });
  await expect(page.getByText("Запитів ще не було")).toBeVisible();

  const record = async (kind: string) => {
    await page.getByRole("button", { name: "Записати запит" }).click();
    const form = page.getByRole("dialog", { name: "Записати запит" });
    await form.getByLabel("Номер звернення").fill(made.number);
    await form.getByRole("button", { name: "Знайти" }).click();
    await form.getByRole("checkbox", { name: /Кравчук Марія/ }).check();
    await form.getByLabel("Чого просить").selectOption({ label: kind });
    await form.getByLabel("Як підтверджено особу").fill("паспорт показано в залі");
    await accessible(page);
    await form.getByRole("button", { name: "Записати", exact: true }).click();
    await expect(form).toHaveCount(0);
    return page.getByRole("listitem").filter({ hasText: kind }).first();
  };

  const copy = await record("Копія даних");
  const [archive] = await Promise.all([page.waitForEvent("download"), copy.getByRole("button", { name: "Завантажити архів" }).click()]);
  expect(archive.suggestedFilename()).toMatch(/^data-.*\.zip$/);
  await expect(copy.getByText("виконано")).toBeVisible();

  await page.getByText("Заборони видалення", { exact: true }).click();
  await expect(page.getByText("Заборон немає")).toBeVisible();
  await page.getByLabel("Номер звернення").fill(made.number);
  await page.getByLabel("Підстава").fill("ухвала суду");
  await page.getByRole("button", { name: "Заборонити видалення" }).click();
  await expect(page.getByRole("listitem").filter({ hasText: made.number })).toContainText("ухвала суду");
  await accessible(page);
  await picture(page, "privacy-holds");
  await page.getByText("Запити", { exact: true }).click();

  const erasure = await record("Видалення даних");
  await erasure.getByRole("button", { name: "Видалити дані" }).click();
  const sure = page.getByRole("dialog", { name: "Видалити дані" });
  await expect(sure).toContainText("назавжди");
  await sure.getByRole("button", { name: "Видалити дані" }).click();
  await expect(erasure.getByText(`Не видалено: ${made.number} — `)).toBeVisible();
  await expect(erasure.getByRole("link", { name: "Довідка" })).toHaveAttribute("href", /\/receipt\//);

  const refused = await record("Видалення даних");
  await refused.getByRole("button", { name: "Відмовити" }).click();
  const why = page.getByRole("dialog", { name: "Відмовити" });
  await why.getByLabel("Причина").fill("уже видалено");
  await why.getByRole("button", { name: "Відмовити" }).click();
  await expect(page.getByText("уже видалено")).toBeVisible();
  await picture(page, "privacy");

  await page.getByText("Заборони видалення", { exact: true }).click();
  await page.getByRole("button", { name: "Зняти заборону" }).click();
  const release = page.getByRole("dialog");
  await release.getByLabel("Чому більше не потрібна").fill("справу в суді закрито");
  await release.getByRole("button", { name: "Зняти заборону" }).click();
  await expect(page.getByText("Заборон немає")).toBeVisible();
  await expect(page.getByRole("listitem").filter({ hasText: "ухвала суду" })).toContainText("справу в суді закрито");
  await accessible(page);
  await picture(page, "privacy-released");
});

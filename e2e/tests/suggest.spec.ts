import { accessible, expect, picture, test } from "../harness/test.ts";

// MR-4.6
test("three topics are suggested, none is chosen, and one key chooses", async ({ open, as }) => {
  const agent = await as("agent");
  const id = await agent.report({ text: "У третьому підʼїзді темно, лампочка перегоріла", place: "вул. Садова, 9" });
  await agent.claim(id);
  const page = await open("agent", { path: `/queue/${id}` });

  const suggested = page.getByRole("group", { name: "Схоже на:" });
  const first = suggested.getByRole("button").first();
  await expect(first).toContainText("Немає світла в під’їзді");
  await expect(first).toContainText(/\d+ %/);
  await expect(first).toContainText("лампочка");
  await expect(suggested.getByRole("button", { pressed: true })).toHaveCount(0);
  const topic = page.getByRole("combobox", { name: "Тема" });
  await expect(topic).toHaveValue("");
  await accessible(page);
  await picture(page, "suggested");

  await page.keyboard.press("1");
  await expect(first).toHaveAttribute("aria-pressed", "true");
  await expect(topic).toHaveValue("Немає світла в під’їзді");

  // What is typed stays what is typed.
  await page.getByLabel("Текст звернення").fill("");
  await page.getByLabel("Текст звернення").pressSequentially("буд. 2");
  await expect(page.getByLabel("Текст звернення")).toHaveValue("буд. 2");
  await expect(topic).toHaveValue("Немає світла в під’їзді");

  await page.setViewportSize({ width: 390, height: 844 });
  await page.emulateMedia({ colorScheme: "dark" });
  await expect(first).toBeVisible();
  await accessible(page, "colours");
  await first.scrollIntoViewIfNeeded();
  await picture(page, "suggested-390-dark");
});

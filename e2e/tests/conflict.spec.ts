import { accessible, expect, picture, test } from "../harness/test.ts";

test("an administrator's save that met a newer version shows both and lets either stay", async ({ open, as }) => {
  const other = await as("admin");
  const { people } = await other.get("/api/people?text=Мороз");
  const [person] = people;
  const theirs = async (name: string) => {
    const { revision, lang } = await other.get(`/api/people/${person.id}`);
    await other.post(`/api/people/${person.id}`, { revision, name, lang });
  };
  const page = await open("admin", { path: `/admin/people/${person.id}` });
  const name = page.getByLabel("Ім’я та прізвище");
  await expect(name).toHaveValue(person.name);
  const both = page.getByRole("region", { name: "Дві версії" });
  const save = page.getByRole("button", { name: "Зберегти", exact: true });

  await theirs("Ірина Мороз-Їхня");
  await name.fill("Ірина Мороз-Моя");
  await save.click();
  await expect(both.getByRole("row", { name: /Ім’я та прізвище/ })).toContainText("Ірина Мороз-Моя");
  await expect(both.getByRole("row", { name: /Ім’я та прізвище/ })).toContainText("Ірина Мороз-Їхня");
  await accessible(page);
  await both.getByRole("button", { name: "Взяти збережене" }).click();
  await expect(name).toHaveValue("Ірина Мороз-Їхня");
  await expect(both).toHaveCount(0);

  await theirs("Ірина Мороз-Знову");
  await name.fill(person.name);
  await save.click();
  await both.getByRole("button", { name: "Лишити моє" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(person.name);
  await expect(both).toHaveCount(0);
});

test("a phrase that somebody else has changed since is shown beside one's own, and either may stay", async ({ open, as }) => {
  const other = await as("admin");
  const book = await other.post("/api/phrases", { short: "ліфт", text: "не працює ліфт", centre: true });
  const { id } = book.phrases.find((phrase: { short: string }) => phrase.short === "ліфт");
  const page = await open("supervisor", { path: "/phrases" });
  const line = page.getByRole("listitem").filter({ hasText: "/ліфт" });
  await line.getByRole("button", { name: "Змінити" }).click();
  await other.post("/api/phrases", { id, version: 1, short: "ліфт", text: "ліфт стоїть" });
  const text = page.getByRole("textbox", { name: "Текст" });
  await text.fill("ліфт не їде");
  await page.getByRole("button", { name: "Зберегти", exact: true }).click();

  const both = page.getByRole("region", { name: "Дві версії" });
  await expect(both.getByRole("row", { name: /Текст/ })).toContainText("ліфт не їде");
  await expect(both.getByRole("row", { name: /Текст/ })).toContainText("ліфт стоїть");
  await accessible(page);
  await picture(page, "phrases-conflict");
  await both.getByRole("button", { name: "Лишити моє" }).click();
  await expect(line).toContainText("ліфт не їде");
  await expect(both).toHaveCount(0);
});

// MR-4.3
test("a kept draft meets the wording that a colleague has made since", async ({ open, as, visit }) => {
  const intake = await as("supervisor");
  const id = await intake.report({ text: "Не горить ліхтар", place: "вул. Паркова, 2" });
  const page = await open("agent", { path: `/queue/${id}` });
  await page.keyboard.press("c");
  const text = page.getByLabel("Текст звернення");
  await text.fill("За адресою вул. Паркова, 2 не горить ліхтар.");
  await expect.poll(() => page.evaluate(() => JSON.stringify(localStorage))).toContain("не горить ліхтар");
  await page.getByRole("button", { name: "Повернути в чергу" }).click();
  await expect(page.getByRole("button", { name: "Взяти" }).first()).toBeVisible();

  const colleague = await as("agent2");
  await colleague.claim(id);
  const { wording } = await colleague.post(`/api/reports/${id}/word`, {
    text: "На вул. Паркова, 2 третю ніч не горить ліхтар біля зупинки.", topic: "light.out", district: "central", via: "link",
  });
  const citizen = await visit(wording.confirmation_url, { javaScriptEnabled: false });
  await citizen.locator("textarea[name=text]").fill("Біля школи, а не зупинки");
  await citizen.locator("button[value=correct]").click();

  const both = page.getByRole("region", { name: "Дві версії" });
  await expect(both.getByRole("row", { name: /Текст/ })).toBeVisible();
  await page.keyboard.press("c");
  await expect(both.getByRole("row", { name: /Текст/ })).toContainText("третю ніч");
  await expect(text).toHaveValue("За адресою вул. Паркова, 2 не горить ліхтар.");
  await both.getByRole("button", { name: "Взяти збережене" }).click();
  await expect(text).toHaveValue("На вул. Паркова, 2 третю ніч не горить ліхтар біля зупинки.");
  await expect(both).toHaveCount(0);
  await page.getByRole("button", { name: "Повернути в чергу" }).click();
  await expect(page.getByRole("button", { name: "Взяти" }).first()).toBeVisible();
});

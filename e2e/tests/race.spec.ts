import { expect, test } from "../harness/test.ts";

test("two agents reach for one report: one has it, the other sees who", async ({ open, as }) => {
  const text = "Провалився асфальт біля зупинки, яма на пів дороги";
  const other = await as("supervisor");
  await other.report({ text, place: "вул. Київська, 12" });

  const olena = await open("agent");
  const iryna = await open("agent2");
  const row = (page: typeof olena) => page.getByRole("listitem").filter({ hasText: text });
  await expect(row(olena)).toBeVisible();
  await expect(row(iryna)).toBeVisible();

  // Neither request goes before both have pressed: the faster one would take the button from under the other's hand.
  let start: () => void;
  const bothPressed = new Promise<void>((go) => (start = go));
  let pressed = 0;
  for (const page of [olena, iryna]) {
    await page.route("**/api/reports/*/claim", async (route) => {
      if (++pressed === 2) start();
      await bothPressed;
      await route.continue();
    });
  }
  await row(olena).getByRole("button", { name: "Взяти" }).click();
  await row(iryna).getByRole("button", { name: "Взяти" }).click();

  const wording = (page: typeof olena) => page.getByLabel("Текст звернення");
  await expect.poll(async () => (await wording(olena).isVisible()) || (await wording(iryna).isVisible())).toBe(true);
  const winner = (await wording(olena).isVisible()) ? olena : iryna;
  const loser = winner === olena ? iryna : olena;
  const name = winner === olena ? "Олена Ткаченко" : "Ірина Мороз";

  await expect(loser.getByText(`Опрацьовує: ${name}`).first()).toBeVisible();
  await expect(loser.getByText(`Цю картку зараз дивиться ще ${name}`)).toBeVisible();
  await expect(wording(loser)).toHaveCount(0);
  await expect(row(loser)).toContainText(name);
  await expect(row(loser).getByRole("button", { name: "Взяти" })).toHaveCount(0);

  // Given back, it waits for both again.
  await winner.getByRole("button", { name: "Повернути в чергу" }).click();
  await expect(row(loser).getByRole("button", { name: "Взяти" })).toBeVisible();
  await expect(row(winner).getByRole("button", { name: "Взяти" })).toBeVisible();
});

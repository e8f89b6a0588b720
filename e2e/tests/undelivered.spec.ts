import { expect, test } from "../harness/test.ts";

test("what reached nobody says why and can be tried again", async ({ open, as }) => {
  const agent = await as("agent2");
  await agent.registered({ text: "Немає кому сказати про цей порив.", place: "вул. Тиха, 1" });
  const page = await open("tech", { path: "/deliveries" });
  const row = page.getByRole("listitem").filter({ hasText: "Нове звернення виконавцю" }).first();
  await expect(async () => {
    await page.getByRole("button", { name: "Оновити" }).click();
    await expect(row).toContainText("Ні чату, ні поштової скриньки не під’єднано", { timeout: 1000 });
  }).toPass();
  await row.getByRole("button", { name: "Повторити" }).click();
  await expect(page.getByText("Поставлено в чергу ще раз.")).toBeVisible();
});

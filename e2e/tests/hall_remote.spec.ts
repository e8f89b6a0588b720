import { Hall, hallDay, makeOperator, Operator } from "../harness/halls.ts";
import { accessible, expect, fits, looks, picture, test as base } from "../harness/test.ts";

const test = base.extend<{ hall: Hall; operator: Operator }>({
  hall: async ({ as }, use) => use(await Hall.of(await as("admin"))),

  operator: async ({ as, product, hall }, use) => {
    await makeOperator(product.database, "agent");
    const operator = await Operator.at(hall, await as("agent"), "5");
    await use(operator);
    await operator.leave();
  },
});
test.use({ halls: true });

const phone = { width: 390, height: 844 };

for (const { viewport, colorScheme } of looks) {
  test(`a visit is booked without a script, and its code is known in the hall, at ${viewport.width} px, ${colorScheme}`, async ({ visit, operator, hall }) => {
    const page = await visit("/booking", { viewport, colorScheme, javaScriptEnabled: false });
    const look = async (name: string) => {
      await fits(page);
      await picture(page, `hall-booking-${name}-${viewport.width}-${colorScheme}`);
    };
    await look("branch");
    await page.getByRole("link", { name: "Прозорий офіс", exact: true }).click();
    await page.getByRole("link", { name: "Реєстрація бізнесу та нерухомості" }).click();
    await expect(page.getByRole("heading", { name: "О котрій годині?" })).toBeVisible();
    await look("time");
    await page.getByRole("list", { name: "О котрій годині?" }).getByRole("link").first().click();
    await page.getByLabel("Номер телефону").fill("12");
    await page.getByRole("button", { name: "Записатися" }).click();
    await expect(page.getByRole("alert")).toContainText("Такого номера телефону не буває");
    await page.getByLabel("Номер телефону").fill(`050 111 2${viewport.width % 1000}`);
    await page.getByRole("button", { name: "Записатися" }).click();
    await expect(page.getByRole("heading", { name: "Вас записано" })).toBeVisible();
    await look("booked");
    const calendar = await page.request.get(await page.getByRole("link", { name: "Додати до календаря" }).evaluate((a: HTMLAnchorElement) => a.href));
    const begins = /DTSTART:(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)/.exec(await calendar.text())!.slice(1).map(Number);
    const at = new Date(Date.UTC(begins[0]!, begins[1]! - 1, begins[2], begins[3], begins[4]));
    expect(hallDay(0, at), "the first time that is free is today's").toBe(hallDay());

    const code = (await page.locator(".booked .code").innerText()).toLowerCase();
    const ticket = await operator.me.post("/api/hall/check-in", { branch: hall.branch.id, code });
    expect(ticket.state).toBe("waiting");
    await page.reload();
    await page.getByRole("link", { name: "Мій талон" }).click();
    await expect(page.getByRole("heading", { name: `Талон ${ticket.code}` })).toBeVisible();
    await expect(page.getByText(/Ваш запис — на/)).toBeVisible();
    await page.getByText("Вийти з черги", { exact: true }).click();
    await page.getByRole("button", { name: "Так, вийти з черги" }).click();
    await expect(page.getByText(/Ви вийшли з черги/)).toBeVisible();
  });
}

test("a ticket's page follows it by itself, and says when it cannot", async ({ visit, operator }) => {
  const first = await operator.ticket("business");
  const mine = await operator.ticket("business");
  const page = await visit(mine.follow, { viewport: phone });
  const asked: string[] = [];
  page.on("request", (request) => void (request.url().includes("/now") && asked.push(request.url())));
  const card = page.locator(".ticket");
  await expect(card).toContainText(mine.code);
  await expect(card).toContainText(/Перед вами\s*1/);
  await accessible(page);
  await fits(page);

  const before = await operator.next();
  expect(before.code).toBe(first.code);
  await expect(card).toContainText("Ви наступні");
  expect(asked, "it is told, and does not ask").toEqual([]);
  await page.context().setOffline(true);
  await expect(page.getByText("Немає зв’язку")).toBeVisible({ timeout: 30_000 });
  await page.context().setOffline(false);
  await expect(page.getByText("Немає зв’язку")).toBeHidden({ timeout: 40_000 });

  await operator.step(before.id, "finish");
  const called = await operator.next();
  expect(called.code).toBe(mine.code);
  await expect(card).toHaveAttribute("data-state", "called");
  await expect(card).toContainText(/Проходьте до віконця\s*5/);
  await expect(page).toHaveTitle(`${mine.code}: віконце 5`);
  await accessible(page);
  await picture(page, "hall-ticket-called-390");
  await operator.step(called.id, "finish");
  await expect(page.getByText("Візит завершено. Дякуємо!").first()).toBeVisible({ timeout: 20_000 });
});

for (const { viewport, colorScheme } of looks) {
  test(`a visitor's pages at ${viewport.width} px, ${colorScheme}`, async ({ visit, operator }) => {
    const ticket = await operator.ticket("business", "pl");
    for (const [name, path] of [["booking", "/booking"], ["ticket", ticket.follow], ["missing", "/t/nothing"]] as const) {
      const page = await visit(path, { viewport, colorScheme });
      await accessible(page);
      await fits(page);
      await picture(page, `hall-${name}-${viewport.width}-${colorScheme}`);
    }
    await operator.step((await operator.next()).id, "no-show");
  });
}

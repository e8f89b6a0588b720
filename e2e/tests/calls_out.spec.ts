import { randomUUID } from "node:crypto";
import type { Locator, Page } from "@playwright/test";
import type { Intake } from "../harness/intake.ts";
import { accessible, expect, looks, picture, test } from "../harness/test.ts";

/** Both widths and both sets of colours of one screen. */
async function seen(page: Page, name: string, part?: Locator): Promise<void> {
  for (const look of looks) {
    await page.setViewportSize(look.viewport);
    await page.emulateMedia({ colorScheme: look.colorScheme });
    await accessible(page, look.viewport.width === 1440 ? "whole" : "colours");
    const wide = await page.evaluate(() => document.querySelector("main")?.scrollWidth ?? 0);
    expect(wide, `${name} is wider than the window`).toBeLessThanOrEqual(look.viewport.width + 1);
    await part?.evaluate((element) => element.scrollIntoView());
    await picture(page, `${name}-${look.viewport.width}-${look.colorScheme}`);
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ colorScheme: "light" });
}

// MR-4.9.1
test("who is on duty is filled in turn, saved, and a second save does not wipe it", async ({ open }) => {
  const page = await open("supervisor", { path: "/admin/orgs" });
  await page.getByLabel("Пошук").fill("vodokanal");
  await page.locator("a[href^='/admin/orgs/']").first().click();
  const duty = page.getByRole("region", { name: "Чергові" });
  await expect(duty.getByText("На ці два тижні чергових не призначено.")).toBeVisible();
  const other = await open("admin", { path: new URL(page.url()).pathname });
  const theirs = other.getByRole("region", { name: "Чергові" });
  await expect(theirs.getByText("Чергувань ще немає.")).toBeVisible();

  await duty.getByRole("button", { name: "Заповнити по черзі" }).click();
  const fill = page.getByRole("dialog", { name: "Заповнити по черзі" });
  await fill.getByLabel(/Чергові, кожен/).fill("Перший Черговий, +380501110001\nДругий Черговий, +380501110002");
  await expect(fill.getByText("Прочитано чергових: 2")).toBeVisible();
  await accessible(page);
  await fill.getByLabel("На скільки днів").fill("6");
  await fill.getByRole("button", { name: "Заповнити" }).click();
  await duty.getByRole("button", { name: "Прибрати: Другий Черговий" }).first().click();
  await duty.getByRole("button", { name: "Зберегти чергування" }).click();
  await expect(page.getByText("Збережено").first()).toBeVisible();
  await expect(duty.getByText("Ніхто не чергує:")).toBeVisible();
  await seen(page, "duty", duty.getByText("Кому подзвонять зараз"));

  await theirs.getByRole("button", { name: "Додати чергування" }).click();
  await theirs.getByRole("textbox", { name: "Черговий" }).fill("Третя Чергова");
  await theirs.getByRole("textbox", { name: "Номер" }).fill("+380501110003");
  await theirs.getByRole("button", { name: "Зберегти чергування" }).click();
  await expect(theirs.getByText("Перший Черговий (+380501110001)")).toBeVisible();
  await accessible(other, "colours");
});

test("a number is put on the list of those not called, found, taken off and put back", async ({ open }) => {
  const page = await open("agent", { path: "/calls/do-not-call" });
  await expect(page.getByText("Список порожній")).toBeVisible();
  await page.getByLabel("Телефон", { exact: false }).first().fill("050 111 22 99");
  await page.getByLabel("Причина").fill("Просить лише писати");
  await page.getByRole("button", { name: "Додати номер" }).click();
  const row = page.getByRole("listitem").filter({ hasText: "+380501112299" });
  await expect(row).toContainText("Просить лише писати");
  await page.getByLabel("Пошук за номером або причиною").fill("0501112299");
  await expect(row).toBeVisible();
  await row.getByRole("button", { name: "Зняти" }).click();
  await expect(page.getByText("Такого номера в списку немає")).toBeVisible();
  await page.getByRole("button", { name: "Скасувати" }).click();
  await expect(row.getByRole("button", { name: "Зняти" })).toBeVisible();
  await seen(page, "do-not-call");
});

/** A case that its executor has done and the centre has closed. */
async function closed(agent: Intake, water: Intake, street: string): Promise<string> {
  const made = await agent.registered({ text: `На вулиці ${street} не працює колонка.`, place: `вул. ${street}, 2`, topic: "water.pump" });
  const accepted = await water.act(made, "accept");
  const answer = await agent.api.post("/api/files", {
    headers: { "Idempotency-Key": randomUUID() },
    multipart: { purpose: "act", file: { name: "акт.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.4 акт") } },
  });
  expect(answer.ok(), await answer.text()).toBe(true);
  const { id } = (await answer.json()) as { id: string };
  return (await agent.act(accepted, "close", { ground: "act", files: [id] })).number;
}

// MR-6.4
test("a sample is drawn, asked one by one and told as a share; calls of the machine wait and one is called off", async ({ open, as }) => {
  const [agent, water] = [await as("agent2"), await as("water")];
  const numbers = [await closed(agent, water, "Тиха"), await closed(agent, water, "Ясна"), await closed(agent, water, "Рання")];

  const page = await open("supervisor", { path: "/calls/samples" });
  await expect(page.getByText("Вибірок ще не було")).toBeVisible();
  await accessible(page);
  const form = page.getByRole("dialog", { name: "Відібрати звернення" });
  const draw = async (who: string) => {
    await page.getByRole("button", { name: "Відібрати звернення" }).first().click();
    await form.getByLabel(/до дня, включно/).fill(today());
    await form.getByLabel("Тема", { exact: true }).selectOption("water.pump");
    await form.getByLabel("Скільки звернень").fill("10");
    await form.getByText(who, { exact: true }).click();
    await accessible(page);
    await form.getByRole("button", { name: "Відібрати звернення" }).click();
    await expect(page.getByRole("heading", { name: /^Закриті/ })).toBeVisible();
  };
  await draw("Телефонують працівники");
  for (const number of numbers) await expect(page.getByRole("link", { name: number })).toBeVisible();
  await expect(page.getByText("Відповідей ще немає")).toBeVisible();

  const asking = page.getByRole("region", { name: "Телефонувати далі" });
  await asking.getByRole("button", { name: "Взяти наступне" }).click();
  await expect(asking.getByText("Кравчук Марія Петрівна")).toBeVisible();
  await seen(page, "sample-asking", asking);
  await page.keyboard.press("Digit1");
  await expect(page.getByText("Відповідь записано")).toBeVisible();
  await asking.getByRole("button", { name: "Не вирішено" }).click();
  await expect(asking.getByText("Напишіть, що не зроблено")).toBeVisible();
  await asking.getByLabel("Що саме не так").fill("Колонка знову не працює");
  await asking.getByRole("button", { name: "Не вирішено" }).click();
  await expect(page.getByText("знову у виконавця", { exact: true })).toBeVisible();
  await asking.getByRole("button", { name: "Не відповідає" }).click();
  await expect(asking.getByText("Зараз телефонувати нікому")).toBeVisible();
  await expect(page.getByRole("img", { name: /Вирішено 50/ })).toBeVisible();
  await seen(page, "sample");
  const file = await page.request.get(new URL(`/api/samples/${page.url().split("/").at(-1)}/file?format=csv`, page.url()).href);
  expect(await file.text()).toContain("Колонка знову не працює");

  await page.getByRole("link", { name: "← Вибіркові перевірки" }).click();
  await draw("Телефонує система");
  await page.getByRole("link", { name: "Вибіркові перевірки", exact: true }).click();
  await expect(page.getByRole("row")).toHaveCount(3);
  await seen(page, "samples");
  await page.getByRole("link", { name: "Вихідні" }).click();
  await expect(page.getByText("Опитування за вибіркою").nth(1)).toBeVisible();
  await seen(page, "calls-out");
  const call = page.getByRole("listitem").filter({ hasText: "Опитування за вибіркою" }).first();
  await call.getByRole("button", { name: "Скасувати дзвінок" }).click();
  const sure = page.getByRole("dialog", { name: "Скасувати дзвінок" });
  await accessible(page);
  await sure.getByRole("button", { name: "Скасувати дзвінок" }).click();
  await expect(page.getByText("Дзвінок скасовано")).toBeVisible();
  await page.getByText("Завершені", { exact: true }).click();
  await expect(page.getByRole("listitem").filter({ hasText: "скасовано" })).toBeVisible();
});

/** The day as the city's calendar has it. */
const today = () => new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Kyiv" }).format(new Date());

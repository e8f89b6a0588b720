import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { gzipSync } from "node:zlib";
import type { Page } from "@playwright/test";
import { accessible, expect, looks, picture, test } from "../harness/test.ts";

for (const look of looks) {
  const { viewport, colorScheme } = look;
  const seen = async (page: Page, name: string) => {
    await accessible(page);
    await picture(page, `${name}-${viewport.width}-${colorScheme}`);
    // Nothing is wider than the window, or than the part of it that scrolls.
    const wide = await page.evaluate(() =>
      [document.documentElement, ...document.querySelectorAll("main, main > *")].some((e) => e.scrollWidth > e.clientWidth + 1),
    );
    expect(wide, `${name} is wider than the window`).toBe(false);
  };

  test.describe(`${viewport.width} px, ${colorScheme}`, () => {
    test("sign-in", async ({ visit }) => {
      const page = await visit("/sign-in", look);
      await expect(page.getByRole("heading", { name: "Вхід" })).toBeVisible();
      await seen(page, "sign-in");
      await page.getByLabel("Логін").fill("agent");
      await page.getByLabel("Пароль").fill("не той");
      await page.getByRole("button", { name: "Увійти" }).click();
      await expect(page.getByRole("alert")).toBeVisible();
      await seen(page, "sign-in-wrong");
    });

    test("the agent's console", async ({ open, as }) => {
      const other = await as("supervisor");
      const id = await other.report({ text: "Із самого ранку з тротуару б’є вода, затоплює під’їзд. Діти не можуть пройти до школи.", place: "вул. Зелинського, 21", sos: true });
      const page = await open("agent", { ...look, path: "/queue" });
      await expect(page.locator(`[data-report="${id}"]`)).toBeVisible();
      await seen(page, "queue");

      await page.locator(`[data-report="${id}"]`).click();
      await page.getByRole("button", { name: "Взяти" }).locator("visible=true").last().click();
      await page.getByLabel("Текст звернення").fill("За адресою вул. Зелинського, 21 порив водогону, вода затоплює під’їзд.");
      await page.getByRole("combobox", { name: "Тема" }).click();
      await page.getByRole("combobox", { name: "Тема" }).fill("вод");
      await expect(page.getByRole("option").first()).toBeVisible();
      await seen(page, "topics");
      await page.getByRole("option", { name: /Витік води на вулиці/ }).click();
      await expect(page.getByText("Прийняття в роботу")).toBeVisible();
      await seen(page, "wording");
      await page.getByText("Консультація", { exact: true }).click();
      await seen(page, "consultation");
      await page.getByText("Відмова", { exact: true }).click();
      await seen(page, "refusal");
      await page.getByText("Звернення", { exact: true }).last().click();
      await page.getByRole("button", { name: /Зачитано, заявник згоден/ }).click();
      await expect(page.getByTestId("number")).toBeVisible();
      await expect(page.getByText("Код для перевірки стану")).toBeVisible();
      await seen(page, "registered");

      await page.goto(`${new URL(page.url()).origin}/queue/new`);
      await expect(page.getByLabel("Що говорить заявник")).toBeVisible();
      await page.getByLabel(/не лишає своїх даних/).check();
      await seen(page, "compose");
    });

    test("the executor's workspace", async ({ open, as }) => {
      const agent = await as("agent2");
      const made = await agent.registered({ text: "Порив водогону, вода на дорозі.", place: "вул. Паркова, 40" });
      const page = await open("water", { ...look, path: "/work" });
      const card = page.getByRole("link", { name: new RegExp(made.number) });
      await expect(card).toBeVisible();
      await seen(page, "work");
      await card.click();
      await page.getByRole("button", { name: "Прийняти в роботу" }).click();
      await page.getByRole("button", { name: "Запропонувати до закриття" }).click();
      await page.getByLabel("Підстава закриття").selectOption({ index: 1 });
      await seen(page, "work-case");
    });

    test("cases and one of them", async ({ open, as }) => {
      const agent = await as("agent2");
      const made = await agent.registered({ text: "Немає води у третьому під’їзді.", place: "вул. Степова, 5" });
      const page = await open("supervisor", { ...look, path: "/cases" });
      await page.getByRole("link", { name: made.number }).waitFor();
      await seen(page, "cases");
      await page.getByRole("link", { name: made.number }).click();
      await expect(page.getByRole("heading", { name: "Історія" })).toBeVisible();
      await seen(page, "case");
      await page.getByRole("button", { name: "Переадресувати" }).click();
      await seen(page, "case-action");
    });

    test("undelivered, help and the account", async ({ open }) => {
      const page = await open("supervisor", { ...look, path: "/deliveries" });
      await expect(page.getByRole("heading", { name: "Недоставлене" })).toBeVisible();
      await seen(page, "deliveries");
      await page.keyboard.press("Shift+Slash");
      await expect(page.getByRole("dialog")).toBeVisible();
      await seen(page, "help");
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: /Обліковий запис/ }).click();
      await seen(page, "account");
      await page.getByRole("button", { name: "English" }).click();
      await expect(page.getByRole("heading", { name: "Undelivered" })).toBeVisible();
      await seen(page, "english");
    });

    test("what a citizen sees", async ({ visit, as }) => {
      const agent = await as("agent2");
      const id = await agent.report({ text: "Зламана гойдалка", place: "вул. Дитяча, 3" });
      await agent.claim(id);
      const { wording } = await agent.post(`/api/reports/${id}/word`, {
        text: "На дитячому майданчику за адресою вул. Дитяча, 3 зламана гойдалка.", topic: "yard.playground", district: "central", via: "link",
      });
      const page = await visit(wording.confirmation_url, look);
      await seen(page, "citizen-wording");
      await page.locator("button[value=agree]").click();
      await expect(page.locator(".number")).toBeVisible();
      await seen(page, "citizen-agreed");
      await page.goto(new URL("/status", page.url()).href);
      await seen(page, "citizen-status");
    });
  });
}

test("the agent's console loads at most 200 kB of scripts, gzipped", async ({ open }) => {
  const page = await open("agent", { path: "/queue" });
  await page.waitForLoadState("networkidle");
  const loaded = await page.evaluate(() => performance.getEntriesByType("resource").map((entry) => new URL(entry.name).pathname));
  const scripts = loaded.filter((path) => path.startsWith("/assets/") && path.endsWith(".js"));
  const built = resolve(import.meta.dirname, "../../dashboard/web/dist");
  const size = scripts.reduce((sum, path) => sum + gzipSync(readFileSync(resolve(built, `.${path}`))).length, 0);
  expect(scripts.length).toBeGreaterThan(0);
  expect(size).toBeLessThanOrEqual(200_000);
});

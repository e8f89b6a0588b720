import type { Locator, Page } from "@playwright/test";
import { expect, test } from "../harness/test.ts";

/** Keeps what live regions say from now on, as a screen reader would. */
async function listen(page: Page): Promise<void> {
  await page.evaluate(() => {
    const heard: string[] = [];
    Object.assign(globalThis, { heard });
    const regions = "[role=status], [role=alert], [aria-live]:not([aria-live=off])";
    new MutationObserver((changes) => {
      for (const { target } of changes) {
        const region = (target instanceof Element ? target : target.parentElement)?.closest(regions);
        if (region?.textContent) heard.push(region.textContent.replaceAll(/\s+/g, " ").trim());
      }
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
}
const heard = (page: Page) => page.evaluate(() => (globalThis as unknown as { heard: string[] }).heard.join("\n"));

/** Goes on by Tab until what was named has the focus. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let i = 0; i < 60; i++) {
    if (await target.evaluate((e) => e === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  await expect(target).toBeFocused();
}

// MR-4.3, MR-4.4, MR-4.6, MR-4.8
test("a case is registered by roles, names and keys alone, and each step is read out", async ({ open }) => {
  const page = await open("agent");
  await expect(page.getByRole("heading", { name: "Черга повідомлень", level: 1 })).toBeVisible();
  await listen(page);
  const write = async (target: Locator, text: string) => {
    await tabTo(page, target);
    await page.keyboard.type(text);
  };

  await page.keyboard.press("n");
  const said = page.getByRole("textbox", { name: "Що говорить заявник" });
  await expect(said).toBeFocused();
  await page.keyboard.type("Ліфт стоїть між поверхами");
  const place = page.getByRole("combobox", { name: "Адреса проблеми" });
  await write(place, "Миру");
  await expect.poll(() => heard(page)).toContain("Знайдено вулиць");
  await page.keyboard.press("Enter");
  await expect(place).toHaveValue(/Миру, $/);
  await page.keyboard.type("31");
  await write(page.getByRole("combobox", { name: "Район" }), "Центр");
  await write(page.getByRole("textbox", { name: "Прізвище" }), "Олійник");
  await write(page.getByRole("textbox", { name: "Ім’я" }), "Іван");
  await write(page.getByRole("textbox", { name: "По батькові" }), "Степанович");
  await write(page.getByRole("textbox", { name: "Телефон" }), "+380501234567");
  await write(page.getByRole("combobox", { name: "Місце проживання" }), "просп. Миру, 31, кв. 9");
  await page.keyboard.press("Control+Enter");
  await expect.poll(() => heard(page)).toContain("Повідомлення створено");

  await expect(page.getByRole("region", { name: "Формулювання" })).toBeVisible();
  const wording = page.getByRole("textbox", { name: "Текст звернення" });
  await expect(wording).toBeVisible();
  await page.keyboard.press("t");
  await expect(wording).toBeFocused();
  await page.keyboard.type("За адресою просп. Миру, 31 з учора не працює ліфт.");
  const topic = page.getByRole("combobox", { name: "Тема за класифікатором" });
  await write(topic, "ліфт не");
  const first = page.getByRole("option", { selected: true, name: /Ліфт не працює/ });
  await expect(first).toBeVisible();
  await expect(topic).toHaveAttribute("aria-activedescendant", (await first.getAttribute("id")) ?? "");
  await page.keyboard.press("Enter");
  await expect(topic).toHaveValue("Ліфт не працює");

  const aloud = page.getByRole("radio", { name: /Зачитано, заявник згоден/ });
  await tabTo(page, page.getByRole("radio", { checked: true, name: /Зачитано|Одноразове/ }));
  await expect(aloud).toBeChecked();
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("heading", { name: "Звернення зареєстровано" })).toBeVisible();
  await expect.poll(() => heard(page)).toMatch(/Звернення зареєстровано: Рік дві тисячі .* номер/);
});

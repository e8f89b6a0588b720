import type { Page } from "@playwright/test";
import { accessible, expect, fits, looks, picture, test } from "../harness/test.ts";

const phone = { width: 390, height: 844 };
const point = /Точку на мапі обрано: (\d+\.\d+), (\d+\.\d+)/;

/** The form with its map open; streets are written on it, because the test's city has no pictures. */
async function openMap(page: Page) {
  await page.getByRole("button", { name: "Показати на мапі" }).click();
  const map = page.getByRole("application", { name: "Мапа міста" });
  await expect(map).toBeVisible();
  await expect(map.getByText(/вул\.|просп\./).first()).toBeVisible();
  return { map, mark: map.getByRole("button", { name: "Позначка місця" }), said: page.locator("#located") };
}

const where = async (page: Page) => [await page.locator("#lat").inputValue(), await page.locator("#lon").inputValue()].map(Number) as [number, number];

// MR-4.5
test("a place shown with the mouse outlives a mistake and stands on the agent's card", async ({ visit, open }) => {
  const page = await visit("/report");
  const { map, said } = await openMap(page);
  await map.click({ position: { x: 200, y: 150 } });
  await expect(said).toHaveText(point);
  const chosen = await where(page);
  await page.getByRole("button", { name: "Готово" }).click();
  await expect(map).toBeHidden();
  await page.getByLabel("Не хочу називати себе").check();
  await page.getByRole("button", { name: "Надіслати повідомлення" }).click();

  await expect(page.getByRole("alert")).toContainText("Опишіть");
  await expect(said).toHaveText(point);
  expect(await where(page)).toEqual(chosen);
  await page.getByLabel("Опис проблеми").fill("Відкритий люк посеред двору");
  const taken = page.getByRole("heading", { name: "Повідомлення отримано" });
  await expect(async () => {
    if (!(await taken.isVisible())) await page.getByRole("button", { name: "Надіслати повідомлення" }).click({ timeout: 1000 });
    await expect(taken).toBeVisible({ timeout: 1000 });
  }).toPass();

  const agent = await open("agent", { path: "/queue" });
  await agent.getByText("Відкритий люк посеред двору").first().click();
  await expect(agent.getByRole("link", { name: chosen.map((n) => n.toFixed(5)).join(", ") })).toHaveAttribute("href", `geo:${chosen.join(",")}`);
});

test("by keys: arrows move the mark, Enter keeps it, a street near it becomes the address", async ({ visit }) => {
  const page = await visit("/report");
  await page.getByRole("button", { name: "Показати на мапі" }).focus();
  await page.keyboard.press("Enter");
  const mark = page.getByRole("button", { name: "Позначка місця" });
  await expect(mark).toBeFocused();
  const said = page.locator("#located");
  await page.keyboard.press("ArrowUp");
  await expect(said).toHaveText(point);
  const [lat, lon] = await where(page);
  await page.keyboard.press("+");
  for (let n = 0; n < 3; n++) await page.keyboard.press("Shift+ArrowRight");
  await expect.poll(() => where(page).then(([, now]) => now)).toBeGreaterThan(lon);
  expect((await where(page))[0]).toBeCloseTo(lat, 4);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("application")).toBeHidden();
  await expect(page.getByRole("button", { name: "Показати на мапі" })).toBeFocused();
  await page.getByRole("button", { name: /Вписати адресу/ }).first().click();
  await expect(page.getByRole("combobox", { name: "Адреса або місце" })).toHaveValue(/., $/);
  await expect(page.getByLabel("Район")).not.toHaveValue("");

  // The draft keeps it, and it can be taken back.
  await page.getByRole("link", { name: "English" }).click();
  await expect(page.getByText(/Point on the map chosen/)).toBeVisible();
  await page.getByRole("button", { name: "Remove the point" }).click();
  await expect(page.locator("#lat")).toHaveValue("");
  await expect(page.getByText("The point has been removed.")).toBeVisible();
});

test("where somebody is becomes the point, and the map goes there", async ({ visit }) => {
  const page = await visit("/report", { viewport: phone, permissions: ["geolocation"], geolocation: { latitude: 47.09066, longitude: 37.52554, accuracy: 20 } });
  await openMap(page);
  await page.getByRole("button", { name: "Визначити моє місце" }).click();
  await expect(page.getByText("Місце додано, точність 20 м.")).toBeVisible();
  expect(await where(page)).toEqual([47.09066, 37.52554]);
  await page.getByRole("button", { name: "Вписати адресу: вул. Куїнджі" }).click();
  await expect(page.getByRole("combobox", { name: "Адреса або місце" })).toHaveValue("вул. Куїнджі, ");
});

test("a finger scrolls past the map, a tap chooses", async ({ visit }) => {
  const page = await visit("/report", { viewport: phone, hasTouch: true, isMobile: true });
  const { map, said } = await openMap(page);
  await expect(page.getByText("Мапу рухають двома пальцями.")).toBeVisible();
  expect(await map.evaluate((node) => getComputedStyle(node).touchAction)).toBe("pan-x pan-y");
  expect((await map.boundingBox())?.height).toBeGreaterThanOrEqual(0.6 * phone.height - 1);
  await map.tap({ position: { x: 120, y: 160 } });
  await expect(said).toHaveText(point);
});

for (const look of looks) {
  const { viewport, colorScheme } = look;
  test(`the form's map at ${viewport.width} px, ${colorScheme}`, async ({ visit }) => {
    const page = await visit("/report", look);
    const { map } = await openMap(page);
    await map.click({ position: { x: 160, y: 120 } });
    await expect(page.getByRole("button", { name: "Прибрати точку" })).toBeVisible();
    await accessible(page);
    await picture(page, `report-map-${viewport.width}-${colorScheme}`);
    await fits(page);
  });
}

import { accessible, expect, fits, looks, picture, test } from "../harness/test.ts";

// MR-2.2
for (const look of looks) {
  const { viewport, colorScheme } = look;
  test(`the rota, ${viewport.width} px, ${colorScheme}`, async ({ open }) => {
    const page = await open("supervisor", { ...look, path: "/rota" });
    await expect(page.getByText("Затверджено", { exact: true })).toBeVisible();
    await expect(page.getByText("Порушень немає")).toBeVisible();
    await accessible(page);
    await fits(page);
  });
}

// MR-2.2
test("on paper the rota has its letters", async ({ open }) => {
  const page = await open("supervisor", { path: "/rota" });
  await page.emulateMedia({ media: "print" });
  await expect(page.locator("tbody tr").first().getByText("Д", { exact: true }).first()).toBeVisible();
  await page.setViewportSize({ width: 1123, height: 794 });
  await picture(page, "rota-print");
});

// MR-2.2
test("a shift is set by a letter, checked, and taken back", async ({ open }) => {
  const page = await open("supervisor", { path: "/rota" });
  await page.getByRole("link", { name: /→/ }).click();
  await expect(page.getByText("Чернетка", { exact: true })).toBeVisible();
  const free = page.locator("tbody tr").first().getByRole("button", { name: "вільно" }).first();
  const cell = page.locator(`[data-cell="${await free.getAttribute("data-cell")}"]`);
  await cell.focus();
  await page.keyboard.press("o");
  await expect(cell).toHaveText("Р");
  await expect(page.getByRole("button", { name: "Скасувати" })).toBeEnabled();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Control+KeyZ");
  await expect(cell).toHaveText("");
});

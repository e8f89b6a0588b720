import { expect, test } from "../harness/test.ts";

const pixel = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

test("a form that waits for a photo is not sent without it when the upload fails", async ({ open, as }) => {
  const page = await open("agent", { path: "/queue/new" });
  let sent = 0;
  page.on("request", (request) => {
    if (request.method() === "POST" && new URL(request.url()).pathname === "/api/reports") sent++;
  });
  let fail = () => {};
  const pressed = new Promise<void>((done) => (fail = done));
  await page.route("**/api/files", async (route) => {
    await pressed;
    await route.abort();
  });
  await page.getByLabel("Що говорить заявник").fill("Зламана гойдалка, ось фото");
  await page.locator("input[type=file]").setInputFiles({ name: "гойдалка.png", mimeType: "image/png", buffer: pixel });
  const submit = page.getByRole("button", { name: /Створити/ });
  await page.getByLabel("Що говорить заявник").press("Control+Enter");
  await expect(submit).toBeDisabled();
  fail();
  await expect(page.getByRole("listitem").filter({ hasText: "гойдалка.png" }).getByRole("button", { name: "Спробувати ще" })).toBeVisible();
  await expect(submit).toBeEnabled();
  expect(sent).toBe(0);

  // Sent again, it goes with the form.
  await page.unroute("**/api/files");
  await page.getByRole("button", { name: "Спробувати ще" }).click();
  await expect(page.getByRole("button", { name: "Прибрати гойдалка.png" })).toBeVisible();
  await page.getByLabel("Що говорить заявник").press("Control+Enter");
  await expect(page.getByText("Повідомлення створено")).toBeVisible();
  const agent = await as("agent");
  const id = page.url().split("/").at(-1);
  const { files } = await agent.get(`/api/reports/${id}`);
  expect(files).toHaveLength(1);
  await agent.post(`/api/reports/${id}/release`);
});

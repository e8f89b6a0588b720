import { accessible, expect, test } from "../harness/test.ts";

test("a typed address is completed from the register and brings its district", async ({ open }) => {
  const page = await open("agent");
  await page.keyboard.press("n");
  await page.getByLabel("Що говорить заявник").fill("не горить ліхтар");
  const place = page.getByRole("combobox", { name: "Адреса проблеми" });
  await place.pressSequentially("ул азовстальская 12");
  await expect(page.getByRole("option", { name: /вул\. Азовстальська, 12/ })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(place).toHaveValue("вул. Азовстальська, 12");
  await expect(page.getByLabel("Район")).toHaveValue("kalmius");
  await page.keyboard.press("Control+a");
  await page.keyboard.type("за гаражами біля річки");
  await expect(place).toHaveValue("за гаражами біля річки");
});

test("a likely repeat is joined to its case and taken back; earlier cases of the caller are shown", async ({ open, as }) => {
  const agent = await as("agent2");
  const place = `вул. Морська, ${100 + Math.floor(Math.random() * 800)}`;
  const held = await agent.registered({ text: "Третій день тече труба у дворі будинку", place });
  const id = await agent.report({ text: "і в нас тече", place });
  await agent.claim(id);
  const page = await open("agent2", { path: `/queue/${id}` });
  await expect(page.getByTestId("previous").getByText(held.number)).toBeVisible();
  const topic = page.getByRole("combobox", { name: "Тема" });
  await topic.focus();
  await page.keyboard.type("витік");
  await expect(page.getByRole("option").first()).toBeVisible();
  await page.keyboard.press("Enter");
  const similar = page.getByTestId("similar");
  await expect(similar.getByText(held.number)).toBeVisible();
  await accessible(page);
  await similar.getByRole("button", { name: "Долучити" }).click();
  await expect(page.getByTestId("number")).toHaveText(held.number);
  await page.getByRole("status").getByRole("button", { name: "Скасувати" }).click();
  await expect(page.getByLabel("Текст звернення")).toBeVisible();
  await agent.post(`/api/reports/${id}/release`);
});

test("a wording is hinted at and a phrase put in by a slash", async ({ open, as }) => {
  const supervisor = await as("supervisor");
  await supervisor.post("/api/phrases", { short: `вода${Date.now() % 10000}`, text: "відсутнє водопостачання", centre: true });
  const agent = await as("agent");
  const id = await agent.report({ text: "нема води", place: "вул. Торгова, 8" });
  await agent.claim(id);
  const page = await open("agent", { path: `/queue/${id}` });
  const text = page.getByLabel("Текст звернення");
  await text.fill("Воно там");
  await expect(page.getByTestId("hints").getByText(/Незрозумілі слова/)).toBeVisible();
  await text.fill("");
  await text.pressSequentially("З учора /вода");
  await expect(page.getByRole("option", { name: /водопостачання/ }).first()).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(text).toHaveValue("З учора відсутнє водопостачання");
  await agent.post(`/api/reports/${id}/release`);
});

import type { Page } from "@playwright/test";
import { Hall, hallDay, Operator } from "../harness/halls.ts";
import { signIn } from "../harness/intake.ts";
import { accessible, expect, fits, looks, picture, test } from "../harness/test.ts";

test.use({ halls: true });

const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name, exact: true });

test("a day is closed, what was booked for it is called off, and it is taken back", async ({ visit, product, as }) => {
  const hall = await Hall.of(await as("admin"), "zamostia");
  const day = hallDay(3);
  const booking = await visit("/booking");
  const times = `/booking?service=${hall.direction("land")}&day=${day}`;
  await booking.goto(product.url + times);
  await booking.getByRole("list", { name: "О котрій годині?" }).getByRole("link").first().click();
  await booking.getByLabel("Номер телефону").fill("050 765 43 21");
  await booking.getByRole("button", { name: "Записатися" }).click();
  await expect(booking.getByRole("heading", { name: "Вас записано" })).toBeVisible();

  const page = await visit("/hall/icon.svg");
  await signIn(page.context().request, product.url, "hall-head");
  await page.goto(`${product.url}/hall/manage/days`);
  await expect(page.getByText("Усі дні — як завжди")).toBeVisible();
  await button(page, "Додати день").click();
  const form = page.getByRole("dialog");
  await form.getByLabel("День", { exact: false }).first().fill(day);
  await form.getByLabel("Причина").first().fill("Вихідний: День Незалежності");
  await expect(form.getByText("Буде скасовано 1 запис. З Telegram дізнаються: 0.")).toBeVisible();
  await accessible(page);
  await picture(page, "hall-days-set");
  await form.getByRole("button", { name: "Зберегти й скасувати 1 запис" }).click();
  await expect(page.getByText("Скасовано записів: 1")).toBeVisible();
  await expect(page.getByRole("cell", { name: "Увесь Центр" })).toBeVisible();
  await picture(page, "hall-days");

  await booking.reload();
  await expect(booking.getByText("Відділення в цей час не працює: Вихідний: День Незалежності")).toBeVisible();
  await accessible(booking);
  await picture(booking, "hall-booking-off");
  const again = await visit(times);
  await expect(again.getByText("— зачинено: Вихідний: День Незалежності")).toBeVisible();

  await page.getByRole("link", { name: /зателефонувати 1/ }).click();
  await page.getByLabel("Відділення").selectOption({ label: "Прозорий офіс (Замостя)" });
  await expect(page.getByRole("link", { name: "+380507654321" })).toBeVisible();
  await expect(page.getByText("Зателефонувати", { exact: true })).toBeVisible();

  // Two people do not ring the same one: what one says the other sees.
  const other = await visit("/hall/icon.svg");
  await signIn(other.context().request, product.url, "hall-head");
  await other.goto(page.url());
  await other.getByLabel("Відділення").selectOption({ label: "Прозорий офіс (Замостя)" });
  await other.getByRole("button", { name: /^Дзвоню: / }).click();
  await expect(page.getByText(/Дзвонить Петро Гнатюк/)).toBeVisible({ timeout: 6_000 });
  await page.getByRole("button", { name: /^Не відповідає: / }).click();
  await expect(page.getByText(/Не відповідає, спроб: 1/)).toBeVisible();
  await page.getByRole("button", { name: /^Дзвоню: / }).click();
  await page.getByRole("button", { name: /^Попереджено: / }).click();
  await expect(page.getByText(/Попереджено: Петро Гнатюк/)).toBeVisible();
  await accessible(page);
  await picture(page, "hall-rung");
  await page.getByRole("button", { name: /^Зняти позначку: / }).click();
  await expect(page.getByText("Зателефонувати", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: /^Дзвоню: / }).click();
  await fits(page);

  await page.getByRole("link", { name: "Особливі дні" }).click();
  await page.getByRole("button", { name: /^Повернути звичайні години/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Повернути звичайні години" }).click();
  await expect(page.getByText("Відновлено записів: 1")).toBeVisible();
  await booking.reload();
  await expect(booking.getByRole("heading", { name: "Вас записано" })).toBeVisible();
});

test("an operator sees the day's bookings and takes a client in by one press", async ({ visit, product, as }) => {
  const hall = await Hall.of(await as("admin"));
  const times = await visit("/booking");
  await times.goto(`${product.url}/booking?service=${hall.direction("permits")}&day=${hallDay()}`);
  const free = times.getByRole("list", { name: "О котрій годині?" }).getByRole("link");
  expect(await free.count()).toBeGreaterThanOrEqual(2);
  const codes: string[] = [];
  for (const number of ["050 765 43 01", "050 765 43 02"]) {
    await times.goto(`${product.url}/booking?service=${hall.direction("permits")}&day=${hallDay()}`);
    await free.first().click();
    await times.getByLabel("Номер телефону").fill(number);
    await times.getByRole("button", { name: "Записатися" }).click();
    codes.push((await times.locator(".booked .code").innerText()).trim());
  }
  for (const { viewport, colorScheme } of looks) {
    const page = await visit("/hall/icon.svg", { viewport, colorScheme });
    await signIn(page.context().request, product.url, "hall-operator");
    await page.goto(`${product.url}/hall/manage/bookings`);
    await expect(page.getByText(codes[0]!)).toBeVisible();
    await expect(page.getByText("…4301")).toBeVisible();
    await fits(page);
    await accessible(page);
    await picture(page, `hall-bookings-${viewport.width}-${colorScheme}`);
  }
  const page = await visit("/hall/icon.svg");
  await signIn(page.context().request, product.url, "hall-operator");
  await page.goto(`${product.url}/hall/manage/bookings`);
  await expect(page.getByText(codes[0]!)).toBeVisible();
  await page.keyboard.press("/");
  await page.keyboard.type(codes[0]!.toLowerCase());
  await expect(page.getByText(codes[1]!)).toHaveCount(0);
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  await expect(page.getByText(/^Талон Б-\d{3}$/)).toBeVisible();
  await expect(page.getByText("Прийшли", { exact: true })).toBeVisible();

  await page.getByRole("button", { name: /^Скасувати запис/ }).click();
  await page.getByLabel("Причина").fill("Просить перенести");
  await page.getByRole("dialog").getByRole("button", { name: "Скасувати запис" }).click();
  await expect(page.getByText("скасовано у відділенні: Просить перенести")).toBeVisible();
  await page.keyboard.press("ArrowRight");
  await expect(page.getByText("На цей день ніхто не записався")).toBeVisible();

  // Nobody is left in line for those who come after.
  const operator = await Operator.at(hall, await as("hall-operator"), "2");
  await operator.step((await operator.next()).id, "no-show");
  await operator.leave();
});

test("a day that was closed while the desk stood without connection: it says why, and when the hall opens", async ({ visit, product, as, wire }) => {
  const head = await as("hall-head");
  const { branch } = await Hall.of(head);
  const day = { branches: [branch.id], day: hallDay() };
  const page = await visit(`${product.url}/hall/icon.svg`);
  await page.goto(`${wire.url}/hall/icon.svg`);
  await signIn(page.context().request, wire.url, "hall-operator3");
  await page.goto(`${wire.url}/hall/desk`);
  await page.getByRole("button", { name: /^Віконце 6/ }).click();
  await expect(page.getByText("До вас черги немає")).toBeVisible();

  wire.cut();
  const { off } = await head.post("/api/hall/days/ask", day);
  await head.post("/api/hall/days", { ...day, bookings: off, reason: { uk: "Аварія на тепломережі" } });
  wire.mend();
  await expect(page.getByText("Відділення зараз зачинене")).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText("Аварія на тепломережі")).toBeVisible();
  await expect(page.getByText(/^Відчиниться: \d/)).toBeVisible();
  await accessible(page);

  await head.post("/api/hall/days/remove", day);
  await button(page, "Завершити роботу за віконцем").click();
});

import type { Page } from "@playwright/test";
import { Hall } from "../harness/halls.ts";
import { accessible, expect, fits, looks, picture, test as base } from "../harness/test.ts";

interface Halls {
  hall: Hall;
  /** The screen of an operator who has signed in. */
  desk: (login: string, options?: { url?: string; viewport?: { width: number; height: number }; colorScheme?: "light" | "dark" }) => Promise<Page>;
}

const test = base.extend<Halls>({
  hall: async ({ as }, use) => use(await Hall.of(await as("admin"))),

  desk: async ({ product, visit, as }, use) => {
    const used = new Set<string>();
    await use(async (login, { url = product.url, ...options } = {}) => {
      used.add(login);
      const page = await visit(new URL("/hall/icon.svg", url).href, options);
      const answer = await page.request.post(`${url}/api/sign-in`, { headers: { "Idempotency-Key": crypto.randomUUID() }, data: { login, password: "hotline-demo" } });
      expect(answer.ok()).toBe(true);
      await page.goto(`${url}/hall/desk`);
      return page;
    });
    // The next test finds the counters free, and nobody in line.
    for (const login of used) {
      const person = await as(login);
      for (;;) {
        const { seat } = await person.get("/api/hall/me");
        if (seat === undefined) break;
        if (seat.visit !== undefined) await person.post(`/api/hall/visits/${seat.visit.id}/finish`);
        else if (!(await person.api.post(`/api/hall/counters/${seat.counter}/next`, { headers: { "Idempotency-Key": crypto.randomUUID() } })).ok()) {
          await person.post(`/api/hall/counters/${seat.counter}/sign-off`);
        }
      }
    }
  },
});
test.use({ halls: true });

const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name });
const code = (page: Page) => page.locator("section .code").first();

/** A press right behind another one does nothing: it was meant for what stood there before. */
const calm = (page: Page) => page.waitForTimeout(800);

/** Sits down at a counter of the hall. */
async function sit(page: Page, counter: string): Promise<void> {
  await page.getByRole("button", { name: new RegExp(`^Віконце ${counter} `) }).first().click();
  await expect(page.getByRole("heading", { name: `Віконце ${counter}` })).toBeVisible();
}

/** Gives a ticket at the desk, by the keyboard. Returns its code. */
async function give(page: Page, direction: string, priority = "У загальній черзі"): Promise<string> {
  await page.keyboard.press("i");
  const sheet = page.getByRole("dialog");
  await sheet.getByLabel(direction).check();
  await sheet.getByLabel(priority).check();
  await button(page, "Видати").last().click();
  await expect(sheet.getByText("Талон видано")).toBeVisible();
  const made = (await sheet.locator(".code").textContent())!;
  await button(page, "Готово").click();
  return made;
}

test("a visit by the keyboard: called, recalled, begun, finished, and taken back", async ({ desk }) => {
  const page = await desk("hall-operator");
  await sit(page, "1");
  await expect(page.getByText("До вас черги немає")).toBeVisible();
  await expect(button(page, "Викликати наступного")).toBeDisabled();
  const first = await give(page, "Реєстрація місця проживання");
  const second = await give(page, "Реєстрація місця проживання", "Ветерани війни");
  await expect(code(page)).toHaveText(second, { timeout: 5_000 });

  await page.keyboard.press("Space");
  await expect(page.getByRole("heading", { name: "Викликано" })).toBeVisible();
  await expect(code(page)).toHaveText(second);
  await calm(page);
  await page.keyboard.press("r");
  await expect(page.getByText("повторно викликано 1 раз")).toBeVisible();
  await calm(page);
  await page.keyboard.press("s");
  await expect(page.getByRole("heading", { name: "Обслуговування" })).toBeVisible();
  await calm(page);
  await page.keyboard.press("f");
  await expect(page.getByText(`${second}: обслуговування завершено`)).toBeVisible();
  await calm(page);
  await page.keyboard.press("u");
  await expect(page.getByRole("heading", { name: "Обслуговування" })).toBeVisible();
  await calm(page);
  await page.keyboard.press("Shift+F");
  await expect(code(page)).toHaveText(first);
  await expect(page.getByRole("heading", { name: "Викликано" })).toBeVisible();
});

test("a right that was chosen at the kiosk is set right by the keyboard, and whoever waits takes the place of it", async ({ desk }) => {
  const page = await desk("hall-operator");
  await sit(page, "1");
  const claims = await give(page, "Реєстрація місця проживання", "Ветерани війни");
  const missed = await give(page, "Реєстрація місця проживання");
  await expect(code(page)).toHaveText(claims);
  await page.keyboard.press("Space");
  await expect(page.getByRole("heading", { name: "Викликано" })).toBeVisible();
  await calm(page);
  await page.keyboard.press("l");
  const sheet = page.getByRole("dialog");
  await expect(sheet.getByLabel("Ветерани війни")).toBeChecked();
  await expect(button(page, "Змінити")).toBeDisabled();
  await sheet.getByLabel("У загальній черзі").check();
  await expect(sheet.getByLabel("Документа немає")).toBeVisible();
  await sheet.getByLabel("Документа немає").check();
  await accessible(page);
  await picture(page, "hall-priority");
  await page.keyboard.press("Enter");
  await expect(sheet).toHaveCount(0);
  await expect(page.getByRole("region", { name: "Викликано" }).getByText("Ветерани війни")).toHaveCount(0);

  await button(page, `Право поза чергою: ${missed}`).click();
  await sheet.getByLabel("Особи з інвалідністю").check();
  await sheet.getByLabel("Показує документ").check();
  await button(page, "Змінити").click();
  await expect(page.getByRole("listitem").filter({ hasText: missed }).getByText("Особи з інвалідністю")).toBeVisible();
  await page.keyboard.press("l");
  await expect(sheet.getByText(/Марина Яценко: Ветерани війни → У загальній черзі/)).toBeVisible();
});

test("the last half hour, and whoever is left after it, is told of", async ({ desk }) => {
  const page = await desk("hall-operator");
  await sit(page, "1");
  await give(page, "Реєстрація місця проживання");
  const hours = { open: true, opens_at: "00:01", closes_at: "" };
  await page.route("**/api/hall/me", async (route) => {
    const answer = await route.fetch();
    const me = await answer.json();
    const wall = new Intl.DateTimeFormat("en-GB", { timeZone: me.branches[0].zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    hours.closes_at ||= wall.format(Date.now() + 20 * 60_000);
    await route.fulfill({ response: answer, json: { ...me, branches: me.branches.map((b: object) => ({ ...b, ...hours })) } });
  });
  await page.reload();
  await expect(page.getByText(/Відділення зачиняється о \d\d:\d\d\. До вас ще чекає 1 відвідувач\./)).toBeVisible();
  await accessible(page);
  await picture(page, "hall-closing");
  hours.open = false;
  await page.reload();
  await expect(page.getByText("Відділення зараз зачинене До вас ще чекає 1 відвідувач.")).toBeVisible();
});

test("a key pressed twice calls one client", async ({ desk }) => {
  const page = await desk("hall-operator");
  await sit(page, "1");
  const first = await give(page, "Реєстрація місця проживання");
  await give(page, "Реєстрація місця проживання");
  await expect(code(page)).toHaveText(first);
  const asked: string[] = [];
  page.on("request", (r) => r.method() === "POST" && asked.push(new URL(r.url()).pathname.split("/").at(-1)!));
  // In one go: keys that come a second apart on a slow machine are meant one by one.
  await page.evaluate(() => {
    for (const key of [" ", " ", "Enter", "F"]) {
      const shiftKey = key === "F";
      document.body.dispatchEvent(new KeyboardEvent("keydown", { key, code: { " ": "Space", F: "KeyF" }[key] ?? key, shiftKey, bubbles: true, cancelable: true }));
    }
  });
  await expect(page.getByRole("heading", { name: "Викликано" })).toBeVisible();
  await expect(code(page)).toHaveText(first);
  expect(asked).toEqual(["next"]);
});

test("two operators: one client is one's alone, is passed on, parked, and called by number", async ({ desk }) => {
  const one = await desk("hall-operator");
  await sit(one, "1");
  const two = await desk("hall-operator2");
  await expect(button(two, /^Віконце 1 Марина Яценко/)).toBeDisabled();
  await sit(two, "2");
  const ticket = await give(one, "Реєстрація місця проживання");
  await expect(code(two)).toHaveText(ticket);
  await Promise.all([one.keyboard.press("Space"), two.keyboard.press("Space")]);
  const called = (page: Page) => page.getByRole("heading", { name: "Викликано" }).count();
  await expect.poll(async () => (await called(one)) + (await called(two))).toBe(1);
  const mine = (await called(one)) === 1;
  const [has, other] = mine ? [one, two] : [two, one];
  await expect(other.getByText("До вас черги немає")).toBeVisible();

  await calm(has);
  await has.keyboard.press("t");
  const sheet = has.getByRole("dialog");
  await accessible(has);
  await sheet.getByLabel(mine ? "Віконце 2" : "Віконце 1").check();
  await button(has, "Скерувати").last().click();
  await expect(has.getByText(`${ticket} скеровано далі`)).toBeVisible();
  await expect(other.getByText("лише до вас").first()).toBeVisible();

  await other.keyboard.press("/");
  await other.keyboard.type(ticket.replace(/\D+0*/, ""));
  await button(other, `Викликати ${ticket}`).click();
  await expect(other.getByRole("heading", { name: "Викликано" })).toBeVisible();
  await calm(other);
  await other.keyboard.press("p");
  const parked = other.getByRole("region", { name: /Повернуться до вас/ });
  await expect(parked).toContainText(ticket);
  await calm(other);
  await parked.getByRole("button").click();
  await expect(other.getByRole("heading", { name: "Викликано" })).toBeVisible();
});

// VN-3.2, VN-3.3, VN-3.4
test("a counter without a working pad: the words about the book of complaints, never a mark", async ({ desk, hall, playwright, product }) => {
  const page = await desk("hall-operator");
  await sit(page, "4"); // where nobody was called before: no incident is open
  await expect(page.getByText("За цим віконцем немає пульта оцінювання")).toBeVisible();
  const api = await playwright.request.newContext({ baseURL: product.url });
  const pad = await hall.paired(api, "pad", "4");
  await expect(page.getByText("За цим віконцем немає пульта оцінювання")).toHaveCount(0);
  await give(page, "Земельні питання");
  await page.keyboard.press("Space");
  await expect(page.getByRole("heading", { name: "Викликано" })).toBeVisible();
  await calm(page);
  await page.keyboard.press("d");
  await expect(page.getByText(/книгу скарг та пропозицій. Вона лежить на столі адміністратора/)).toBeVisible();
  await expect(page.getByText(/Погано|Зразково|оцінив/)).toHaveCount(0);
  await accessible(page);
  await hall.admin.post(`/api/hall/devices/${pad.id}/revoke`);
  await api.dispose();
});

test("cut off, the screen says so, lets nobody press, and comes back by itself", async ({ desk, wire }) => {
  const page = await desk("hall-operator", { url: wire.url });
  await sit(page, "1");
  await give(page, "Реєстрація місця проживання");
  await expect(button(page, "Викликати наступного")).toBeEnabled();
  wire.cut();
  await expect(page.getByText("Немає зв’язку з чергою.")).toBeVisible();
  await expect(button(page, "Викликати наступного")).toBeDisabled();
  await accessible(page);
  wire.mend();
  await expect(button(page, "Викликати наступного")).toBeEnabled();
  await page.keyboard.press("n");
  await expect(page.getByRole("heading", { name: "Викликано" })).toBeVisible();
});

test("a screen whose scripts are long on their way says so until it is there", async ({ visit, product }) => {
  const page = await visit("/hall/icon.svg");
  let arrive = () => {};
  const underway = new Promise<void>((resolve) => (arrive = resolve));
  await page.route("**/hall/assets/Desk-*.js", async (route) => {
    await underway;
    await route.continue();
  });
  await page.goto(`${product.url}/hall/desk`, { waitUntil: "commit" });
  const waiting = page.getByRole("status").filter({ hasText: "Завантаження" });
  await expect(waiting).toBeVisible();
  arrive();
  await expect(button(page, "Увійти")).toBeVisible();
  await expect(waiting).toBeHidden();
});

test("whoever has not signed in is led to the sign-in and back", async ({ visit }) => {
  const page = await visit("/hall/desk");
  await button(page, "Увійти").click();
  await page.getByLabel("Логін").fill("hall-operator2");
  await page.getByLabel("Пароль").fill("hotline-demo");
  await button(page, "Увійти").click();
  await expect(page.getByRole("heading", { name: "За яким віконцем ви працюєте?" })).toBeVisible();
  expect(new URL(page.url()).pathname).toBe("/hall/desk");
});

for (const { viewport, colorScheme } of looks) {
  test(`every state fits and reads at ${viewport.width}, ${colorScheme}`, async ({ desk }) => {
    const page = await desk("hall-operator3", { viewport, colorScheme });
    const look = async (state: string) => {
      await fits(page);
      await accessible(page);
      await picture(page, `hall_desk-${state}-${viewport.width}`);
    };
    await expect(page.getByRole("heading", { name: "За яким віконцем ви працюєте?" })).toBeVisible();
    await look("choose");
    await sit(page, "6");
    await look("nobody");
    for (let i = 0; i < 3; i++) await give(page, "Консультація та видача документів");
    await give(page, "Соціальна допомога та субсидії", "Вагітні та з дітьми до трьох років");
    await look("waiting");
    await page.keyboard.press("i");
    await look("issue");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Shift+?");
    await look("keys");
    await page.keyboard.press("Escape");
    await page.keyboard.press("n");
    await expect(page.getByRole("heading", { name: "Викликано" })).toBeVisible();
    await look("called");
    await page.keyboard.press("p");
    await expect(page.getByRole("region", { name: /Повернуться до вас/ })).toBeVisible();
    await calm(page);
    await page.keyboard.press("n");
    await expect(page.getByRole("heading", { name: "Викликано" })).toBeVisible();
    await calm(page);
    await page.keyboard.press("s");
    await expect(page.getByRole("heading", { name: "Обслуговування" })).toBeVisible();
    await look("serving");
    await page.keyboard.press("t");
    await look("transfer");
    await page.keyboard.press("Escape");
    for (const [lang, words] of [
      ["en", "Being served"],
      ["pl", "Obsługa"],
      ["uk", "Обслуговування"],
    ] as const) {
      await page.getByRole("combobox").selectOption(lang);
      await expect(page.getByRole("heading", { name: words })).toBeVisible();
      await fits(page);
    }
  });
}

import type { APIRequestContext, Page } from "@playwright/test";
import { Hall, makeOperator, Operator, type Role } from "../harness/halls.ts";
import { accessible, expect, fits, test as base } from "../harness/test.ts";

interface Halls {
  hall: Hall;
  /** An operator at counter 1. */
  operator: Operator;
  /** A device's screen, paired already. */
  device: (role: Role, options: { counter?: string; url?: string; viewport: { width: number; height: number } }) => Promise<Device>;
}

interface Device {
  page: Page;
  id: string;
}

const test = base.extend<Halls>({
  hall: async ({ as }, use) => use(await Hall.of(await as("admin"))),

  operator: async ({ as, product, hall }, use) => {
    await makeOperator(product.database, "agent");
    const operator = await Operator.at(hall, await as("agent"), "1");
    await use(operator);
    await operator.leave();
  },

  device: async ({ hall, visit, playwright, product }, use) => {
    const api: APIRequestContext = await playwright.request.newContext({ baseURL: product.url });
    const made: string[] = [];
    await use(async (role, { counter, url = product.url, viewport }) => {
      const { id, token } = await hall.paired(api, role, counter);
      made.push(id);
      const page = await visit(new URL("/hall/icon.svg", url).href, { viewport, hasTouch: true });
      await page.evaluate((token) => localStorage.setItem("hotline.hall.token", JSON.stringify(token)), token);
      await page.goto(new URL("/hall/", url).href);
      return { page, id };
    });
    for (const id of made) await hall.admin.post(`/api/hall/devices/${id}/revoke`);
    await api.dispose();
  },
});
test.use({ halls: true });

const marks = ["Погано", "Добре", "Зразково"];
const tablet = { width: 600, height: 1024 };
const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

test("a browser becomes a device by a code that is good once", async ({ hall, visit }) => {
  const { id, code } = await hall.device("pad", "2");
  const page = await visit("/hall/pair", { viewport: tablet, hasTouch: true });
  for (const key of code) await button(page, key).tap();
  await accessible(page);
  await button(page, "Під’єднати").tap();
  await expect(page.getByText("Кнопки засвітяться, коли запросять відвідувача")).toBeVisible();
  await expect(page.getByText("Віконце 2")).toBeVisible();

  const other = await visit("/hall/", { viewport: tablet, hasTouch: true });
  await other.getByLabel("Код пристрою").fill(code);
  await button(other, "Під’єднати").tap();
  await expect(other.getByText(/коду/).last()).toBeVisible();

  await hall.admin.post(`/api/hall/devices/${id}/revoke`);
  await expect(page.getByRole("heading", { name: "Пристрій від’єднано" })).toBeVisible();
  await button(page, "Під’єднати заново").tap();
  await expect(page.getByLabel("Код пристрою")).toBeVisible();
});

// VN-2.1, VN-2.4, VN-2.6, VN-2.7, VN-2.8
test("a pad is lit by the call, keeps the pressed button, and goes dark at the end", async ({ operator, device }) => {
  const { page } = await device("pad", { counter: "1", viewport: tablet });
  await expect(page.locator("main.dark")).toBeVisible();
  for (const mark of marks) await expect(button(page, mark)).toBeDisabled();
  await operator.ticket("residence");
  const visit = await operator.next();
  for (const mark of marks) await expect(button(page, mark)).toBeEnabled();
  await expect(page.getByText("Оцініть, будь ласка, обслуговування")).toBeVisible();
  await accessible(page);
  await fits(page);
  await button(page, "Добре").tap();
  await expect(button(page, "Добре")).toHaveAttribute("aria-pressed", "true");
  await expect(page.getByText("Дякуємо за оцінку!")).toBeVisible();
  await expect.poll(() => kept(page)).toEqual([]);

  // What the hall has is what a pad shows that was started anew.
  await page.reload();
  await expect(button(page, "Добре")).toHaveAttribute("aria-pressed", "true");
  await operator.step(visit.id, "start");
  await operator.step(visit.id, "finish");
  await expect(page.locator("main.dark")).toBeVisible();
});

// VN-2.5, VN-2.8
test("a press made while the cable lies is kept, sent, and counts", async ({ operator, device, wire }) => {
  const { page } = await device("pad", { counter: "1", url: wire.url, viewport: { width: 1024, height: 600 } });
  await operator.ticket("residence");
  const visit = await operator.next();
  await expect(page.locator("main.lit")).toBeVisible();
  wire.cut();
  await expect(page.getByText("Немає зв’язку")).toBeVisible();
  await page.keyboard.press("3");
  await expect(button(page, "Зразково")).toHaveAttribute("aria-pressed", "true");
  expect(await kept(page)).toHaveLength(1);

  wire.mend();
  await expect.poll(() => kept(page)).toEqual([]);
  await page.reload();
  await expect(button(page, "Зразково")).toHaveAttribute("aria-pressed", "true");
  await operator.step(visit.id, "no-show");
});

// VN-3.2
test("a client says that they were pressed to, shortly after the visit too", async ({ operator, device }) => {
  const { page } = await device("pad", { counter: "1", viewport: tablet });
  await operator.ticket("residence");
  const visit = await operator.next();
  await expect(page.locator("main.lit")).toBeVisible();
  await operator.step(visit.id, "no-show");
  await expect(page.locator("main.dark")).toBeVisible();
  await button(page, "На мене тиснули").tap();
  await expect(page.getByText("Дякуємо, ми це перевіримо")).toBeVisible();
  await expect.poll(() => kept(page)).toEqual([]);
});

test("one device has one screen: the newer takes over, and gives back when asked", async ({ device, visit }) => {
  const { page } = await device("display", { viewport: { width: 1280, height: 720 } });
  await expect(page.getByText("Зараз нікого не запрошують")).toBeVisible();
  const token = await page.evaluate(() => localStorage.getItem("hotline.hall.token"));
  const other = await visit("/hall/icon.svg");
  await other.evaluate((token) => localStorage.setItem("hotline.hall.token", token ?? ""), token);
  await other.goto(page.url());
  await expect(page.getByRole("heading", { name: "Пристрій працює в іншому місці" })).toBeVisible();
  await button(page, "Працювати тут").click();
  await expect(page.getByText("Зараз нікого не запрошують")).toBeVisible();
  await expect(other.getByRole("heading", { name: "Пристрій працює в іншому місці" })).toBeVisible();
});

test("a display shows who is called where, and shows no old call when it is cut off", async ({ operator, device, wire }) => {
  const { page } = await device("display", { url: wire.url, viewport: { width: 1920, height: 1080 } });
  await expect(page.getByText("Зараз нікого не запрошують")).toBeVisible();
  const ticket = await operator.ticket("residence", "en");
  const visit = await operator.next();
  const row = page.getByRole("row").filter({ hasText: ticket.code });
  await expect(row).toContainText("1");
  await accessible(page);
  await fits(page);

  await page.clock.install();
  wire.cut();
  await expect(page.getByText(/Даним \d+ секунд/)).toBeVisible();
  await page.clock.fastForward(15_000);
  await expect(page.getByRole("alert")).toContainText("Немає зв’язку з чергою");
  await expect(page.getByText(ticket.code)).toHaveCount(0);
  await operator.step(visit.id, "no-show");
  wire.mend();
  await expect(page.getByText("Зараз нікого не запрошують")).toBeVisible();
});

test("what a display says is there", async ({ operator, device }) => {
  const { page } = await device("display", { viewport: { width: 1280, height: 720 } });
  await expect(page.getByText("Зараз нікого не запрошують")).toBeVisible();
  await page.mouse.click(200, 200); // browsers want to be touched before they sound
  const pieces = new Set<string>();
  page.on("response", (answer) => {
    if (answer.url().includes("/hall/audio/")) pieces.add(`${answer.status()} ${decodeURI(new URL(answer.url()).pathname.slice(12))}`);
  });
  const ticket = await operator.ticket("residence");
  const visit = await operator.next();
  const number = Number(ticket.code.slice(2));
  await expect.poll(() => [...pieces].sort()).toEqual(expect.arrayContaining(["200 uk/counter.ogg", "200 uk/l0410.ogg", `200 uk/n${number}.ogg`, "200 uk/ticket.ogg"]));
  await operator.step(visit.id, "no-show");
});

test("a kiosk's ticket waits once the client has it, and not before", async ({ operator, device }) => {
  const { page } = await device("kiosk", { viewport: { width: 1080, height: 1920 } });
  await button(page, "English").tap();
  await expect(page.getByRole("heading", { name: "Choose what you came for" })).toBeVisible();
  await button(page, "Українська").tap();
  await accessible(page);
  await page.getByRole("button", { name: "Реєстрація місця проживання" }).tap();
  await page.getByRole("button", { name: "Ні, у загальній черзі" }).tap();
  await expect(page.getByRole("heading", { name: "Ваш талон" })).toBeVisible();
  await accessible(page);
  await fits(page);
  const first = await page.locator(".code").textContent();
  expect(await operator.somebodyWaits(), "drawn is not issued").toBe(false);
  await button(page, "Талон не потрібен").tap();
  await expect(page.getByRole("heading", { name: "Оберіть, з чим ви прийшли" })).toBeVisible();
  expect(await operator.somebodyWaits(), "who went away does not wait").toBe(false);

  await page.getByRole("button", { name: "Реєстрація місця проживання" }).tap();
  await page.getByRole("button", { name: "Ветерани війни" }).tap();
  await button(page, "Талон у мене").tap();
  await expect(page.getByRole("heading", { name: /Талон .* чинний/ })).toBeVisible();
  const second = await page.locator(".code").textContent();
  expect(second).not.toBe(first);
  await expect.poll(() => page.evaluate(() => localStorage.getItem("hotline.hall.settled"))).toBe("[]");
  const visit = await operator.next();
  expect(visit.code).toBe(second);
  await operator.step(visit.id, "no-show");
});

test("a kiosk that starts again while a ticket is shown shows the same one, and draws no other", async ({ operator, device }) => {
  const { page } = await device("kiosk", { viewport: { width: 768, height: 1024 } });
  let drawn = 0;
  page.on("request", (asked) => void (asked.url().endsWith("/api/hall/kiosk/tickets") && drawn++));
  await page.getByRole("button", { name: "Реєстрація місця проживання" }).tap();
  await page.getByRole("button", { name: "Ні, у загальній черзі" }).tap();
  const code = await page.locator(".code").textContent();
  await page.reload();
  await expect(page.locator(".code")).toHaveText(code!);
  expect(drawn).toBe(1);
  await button(page, "Талон у мене").tap();
  await expect(page.getByRole("heading", { name: /Талон .* чинний/ })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("heading", { name: "Оберіть, з чим ви прийшли" })).toBeVisible();
  const visit = await operator.next();
  expect(visit.code).toBe(code);
  await operator.step(visit.id, "no-show");
});

// VN-2.4, VN-2.6
test("a pad works in a browser of years ago, without a secure context, whose clock is wrong", async ({ operator, device }) => {
  const { page } = await device("pad", { counter: "1", viewport: { width: 800, height: 480 } });
  await page.addInitScript(() => {
    const late: [object, string[]][] = [
      [globalThis, ["structuredClone", "WeakRef", "FinalizationRegistry", "scheduler"]],
      [Crypto.prototype, ["randomUUID", "subtle"]],
      [Object, ["hasOwn", "groupBy"]],
      [Promise, ["any", "withResolvers"]],
      [AbortSignal, ["timeout", "any"]],
      [Array.prototype, ["at", "findLast", "findLastIndex", "toSorted", "toReversed", "toSpliced", "with"]],
      [String.prototype, ["at", "replaceAll"]],
      [Element.prototype, ["replaceChildren", "checkVisibility", "moveBefore"]],
      [Navigator.prototype, ["wakeLock", "serial", "usb"]],
    ];
    for (const [of, names] of late) for (const name of names) delete (of as Record<string, unknown>)[name];
    const now = Date.now;
    Date.now = () => now() - 9 * 3600_000;
  });
  const broken: string[] = [];
  page.on("pageerror", (error) => broken.push(error.message));
  await page.reload();
  await expect(page.locator("main.dark")).toBeVisible();
  await operator.ticket("residence");
  const visit = await operator.next();
  await expect(page.locator("main.lit")).toBeVisible();
  await button(page, "Добре").tap();
  await expect(button(page, "Добре")).toHaveAttribute("aria-pressed", "true");
  await expect.poll(() => kept(page)).toEqual([]);
  await page.reload();
  await expect(button(page, "Добре")).toHaveAttribute("aria-pressed", "true");
  await operator.step(visit.id, "no-show");
  await expect(page.locator("main.dark")).toBeVisible();
  expect(broken).toEqual([]);
});

test("a kiosk's ticket is issued by the printer that says it has printed", async ({ operator, device }) => {
  const { page } = await device("kiosk", { viewport: { width: 1080, height: 1920 } });
  // A printer on a serial line: it says that it has paper when it is asked.
  await page.addInitScript(() => {
    const sent: number[] = [];
    const said: Uint8Array[] = [];
    let say: ((bytes: Uint8Array) => void) | undefined;
    const port = {
      open: async () => undefined,
      close: async () => undefined,
      writable: {
        getWriter: () => ({
          write: async (bytes: Uint8Array) => {
            sent.push(...bytes);
            if (bytes[0] !== 0x1d || bytes[1] !== 0x72) return;
            const paper = Uint8Array.of(0x12);
            if (say === undefined) said.push(paper);
            else say(paper);
          },
          releaseLock: () => undefined,
        }),
      },
      readable: {
        getReader: () => ({
          read: () =>
            new Promise((resolve) => {
              say = (value) => resolve({ value, done: false });
              const before = said.shift();
              if (before !== undefined) say(before);
            }),
          cancel: async () => undefined,
          releaseLock: () => undefined,
        }),
      },
    };
    Object.assign(globalThis, { printed: sent });
    Object.defineProperty(navigator, "serial", { value: { getPorts: async () => [port] } });
    localStorage.setItem("hotline.hall.printer", JSON.stringify({ way: "serial", width: 384, baud: 9600 }));
  });
  await page.reload();
  await page.getByRole("button", { name: "Реєстрація місця проживання" }).tap();
  await page.getByRole("button", { name: "Ні, у загальній черзі" }).tap();
  await expect(page.getByRole("heading", { name: "Візьміть талон" })).toBeVisible();
  const printed = await page.evaluate(() => (globalThis as unknown as { printed: number[] }).printed);
  expect(printed.slice(0, 8)).toEqual([0x1b, 0x40, 0x1d, 0x76, 0x30, 0, 384 / 8, 0]);
  const visit = await operator.next();
  expect(visit.code).toBe(await page.locator(".code").textContent());
  await operator.step(visit.id, "no-show");
});

/** What the device has not told the hall yet. */
async function kept(page: Page): Promise<unknown[]> {
  return page.evaluate(() => JSON.parse(localStorage.getItem("hotline.hall.reports") ?? "[]"));
}

test("more directions than a kiosk's screen holds are leafed through by buttons, and the next client begins at the top", async ({ device }) => {
  const { page } = await device("kiosk", { viewport: { width: 768, height: 1024 } });
  await expect(page.getByRole("heading", { name: "Оберіть, з чим ви прийшли" })).toBeVisible();
  await expect(page.getByRole("navigation", { name: "Сторінки" })).toHaveCount(0);
  await page.route("**/api/hall/device", async (route) => {
    const answer = await route.fetch();
    const place = await answer.json();
    const [one] = place.directions;
    place.directions = Array.from({ length: 40 }, (_, i) => ({
      ...one,
      id: one.id.slice(0, -2) + (10 + i),
      name: { uk: `Послуга ${i + 1}: державна реєстрація речових прав на нерухоме майно та їх обтяжень` },
    }));
    await route.fulfill({ response: answer, json: place });
  });
  await page.reload();
  const down = button(page, "Нижче");
  const up = button(page, "Вище");
  const last = page.getByRole("button", { name: /Послуга 40:/ });
  await expect(up).toBeDisabled();
  await expect(last).not.toBeInViewport();
  await fits(page);
  await accessible(page);
  const pages = Number((await page.getByText(/1 \/ \d+/).innerText()).split("/")[1]);
  for (let at = 2; at <= pages; at++) {
    await down.tap();
    await expect(page.getByText(`${at} / ${pages}`)).toBeVisible();
  }
  await expect(down).toBeDisabled();
  await expect(last).toBeInViewport();
  await up.tap();
  await expect(down).toBeEnabled();
  await down.tap();
  await last.tap();
  await expect(page.getByRole("heading", { name: /Чи маєте ви право|поза чергою/ })).toBeInViewport();
  await button(page, "Назад").tap();
  await expect(page.getByRole("button", { name: /Послуга 1:/ })).toBeInViewport();
});

test("a finger that strikes twice takes the ticket and still reads that it holds", async ({ operator, device }) => {
  const { page } = await device("kiosk", { viewport: { width: 768, height: 1024 } });
  await page.getByRole("button", { name: "Реєстрація місця проживання" }).tap();
  await page.getByRole("button", { name: "Ні, у загальній черзі" }).tap();
  const have = await button(page, "Талон у мене").boundingBox();
  const [x, y] = [have!.x + have!.width / 2, have!.y + have!.height / 2];
  await page.touchscreen.tap(x, y);
  await page.touchscreen.tap(x, y);
  await expect(button(page, "Готово")).toBeVisible();
  await button(page, "Готово").tap();
  await expect(page.getByRole("heading", { name: "Оберіть, з чим ви прийшли" })).toBeVisible();
  await operator.step((await operator.next()).id, "no-show"); // nobody is left in line for those who come after
});

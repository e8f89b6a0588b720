import { expect, test } from "vitest";
import { Trouble } from "$lib/http";
import { Press } from "./press.svelte";

function desk() {
  let at = 0;
  let made = 0;
  const press = new Press(
    () => at,
    () => `key ${++made}`,
  );
  const keys: string[] = [];
  const send = (answer: () => Promise<string>) => (key: string) => {
    keys.push(key);
    return answer();
  };
  return { press, keys, send, pass: (ms: number) => (at += ms) };
}

test("a second press while the first is on its way does nothing", async () => {
  const { press, keys, send } = desk();
  let answer: (s: string) => void = () => undefined;
  const first = press.run("next", send(() => new Promise((done) => (answer = done))));
  expect(press.busy).toBe("next");
  expect(await press.run("next", send(async () => "again"))).toBeUndefined();
  answer("called");
  expect(await first).toBe("called");
  expect(keys).toEqual(["key 1"]);
  expect(press.busy).toBeUndefined();
});

test("a press right behind a change was meant for what stood there before", () => {
  const { press, pass } = desk();
  expect(press.early).toBe(false);
  press.changed();
  pass(300);
  expect(press.early).toBe(true);
  pass(500);
  expect(press.early).toBe(false);
});

test("after silence the same intent has the same key, so that it is done once", async () => {
  const { press, keys, send } = desk();
  const silence = async (): Promise<string> => {
    throw new Trouble(0, "");
  };
  await press.run("next:c", send(silence));
  expect(press.error).toBeInstanceOf(Trouble);
  await press.run("next:c", send(silence));
  expect(await press.run("next:c", send(async () => "called"))).toBe("called");
  expect(keys).toEqual(["key 1", "key 1", "key 1"]);
});

test("another intent has another key, and so has one that was refused", async () => {
  const { press, keys, send } = desk();
  const fail = (status: number) => async (): Promise<string> => {
    throw new Trouble(status, "no");
  };
  await press.run("next:c", send(fail(500)));
  await press.run("call:t", send(fail(409)));
  await press.run("call:t", send(fail(409)));
  expect(keys).toEqual(["key 1", "key 2", "key 3"]);
});

test("what was unknown is forgotten once it is seen; a refusal stays to be read", async () => {
  const { press, send } = desk();
  const fail = (status: number) => async (): Promise<string> => {
    throw new Trouble(status, "no");
  };
  await press.run("a", send(fail(0)));
  press.settled();
  expect(press.error).toBeUndefined();
  await press.run("a", send(fail(409)));
  press.settled();
  expect(press.error).toBeInstanceOf(Trouble);
});

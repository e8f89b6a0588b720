import { beforeEach, expect, test, vi } from "vitest";
import { Line } from "./line.svelte";

const program = vi.hoisted(() => ({ there: true, agents: [] as { start: () => void; stop: () => void }[] }));
vi.mock("jssip", () => ({
  get default() {
    if (!program.there) throw new TypeError("the chunk did not load");
    return {
      WebSocketInterface: class {},
      UA: class {
        start = vi.fn();
        stop = vi.fn();
        on = vi.fn();
        constructor() {
          program.agents.push(this);
        }
      },
    };
  },
}));
vi.mock("./ringer", () => ({ Ringer: class { stop() {} } }));
vi.stubGlobal("Audio", class {});
vi.stubGlobal("location", { href: "https://city.example/queue", hostname: "city.example" });

const account = { name: "agent-1", password: "p", sockets: ["/api/phone/sip/0"] } as Parameters<Line["start"]>[0];

beforeEach(() => {
  program.there = true;
  program.agents = [];
});

test("a telephone whose program did not load can be started again", async () => {
  const line = new Line();
  program.there = false;
  await line.start(account);
  expect(line.standing).toBe("failed");
  program.there = true;
  await line.start(account);
  expect(line.standing).toBe("connecting");
  expect(program.agents).toHaveLength(1);
});

test("a telephone that is stopped while it starts does not register", async () => {
  const line = new Line();
  const starting = line.start(account);
  line.stop();
  await starting;
  expect(program.agents).toHaveLength(0);
  expect(line.standing).toBe("off");
});

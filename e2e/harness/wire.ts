import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/** A cable between a browser and the server that can be pulled out. */
export interface Wire {
  url: string;
  /** Breaks every connection and refuses new ones. */
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

export async function layWire(port: number): Promise<Wire> {
  const ends = new Set<Socket>();
  let whole = true;
  const server = createServer((browser) => {
    if (!whole) {
      browser.destroy();
      return;
    }
    const product = connect(port, "127.0.0.1");
    for (const [one, other] of [
      [browser, product],
      [product, browser],
    ] as const) {
      ends.add(one);
      one.on("error", () => other.destroy());
      one.on("close", () => {
        ends.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const breakAll = () => {
    for (const end of ends) end.destroy();
  };
  return {
    url: `http://localhost:${address.port}`,
    cut: () => {
      whole = false;
      breakAll();
    },
    mend: () => {
      whole = true;
    },
    close: async () => {
      breakAll();
      server.close();
      await once(server, "close");
    },
  };
}

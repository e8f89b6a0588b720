import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, existsSync, mkdirSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

export interface Product {
  url: string;
  port: number;
  database: string;
  stop(): Promise<void>;
}

/** A port that is free now. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

/** Starts `hotline serve --demo` on a database and waits until it is ready. Its log goes to a file. */
export async function startProduct(options: { database: string; folder: string; regulation: string; env?: NodeJS.ProcessEnv }): Promise<Product> {
  const binary = resolve(root, "bin/hotline");
  if (!existsSync(binary)) throw new Error(`${binary} is missing: run \`make build\``);
  mkdirSync(options.folder, { recursive: true });
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const log = createWriteStream(resolve(options.folder, "server.log"));
  const server = spawn(binary, ["serve", "--demo"], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: options.database,
      LISTEN_ADDR: `127.0.0.1:${port}`,
      PUBLIC_URL: url,
      BLOB_URL: `file://${resolve(options.folder, "files")}`,
      SESSION_SECRET: "end-to-end ".repeat(4),
      REGULATION: options.regulation,
      ...options.env,
    },
  });
  server.stdout?.pipe(log);
  server.stderr?.pipe(log);
  await ready(server, url, log.path.toString());
  return { url, port, database: options.database, stop: () => stop(server) };
}

async function ready(server: ChildProcess, url: string, log: string): Promise<void> {
  for (let waited = 0; waited < 60_000; waited += 100) {
    if (server.exitCode !== null) throw new Error(`the server ended with ${server.exitCode}, see ${log}`);
    try {
      if ((await fetch(`${url}/readyz`)).ok) return;
    } catch {
      // Not listening yet.
    }
    await new Promise((next) => setTimeout(next, 100));
  }
  server.kill("SIGKILL");
  throw new Error(`the server was not ready within a minute, see ${log}`);
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null) return;
  const ended = once(server, "exit");
  server.kill("SIGTERM");
  const late = setTimeout(() => server.kill("SIGKILL"), 20_000);
  await ended;
  clearTimeout(late);
}

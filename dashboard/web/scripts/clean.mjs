// Empties dist, of the workspace in which it runs, before a build but keeps the placeholder that go:embed needs in a fresh clone.
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

for (const name of readdirSync("dist")) {
  if (name !== ".keep") rmSync(join("dist", name), { recursive: true });
}

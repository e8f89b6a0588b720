import { execFile } from "node:child_process";
import { promisify } from "node:util";

export const run = promisify(execFile);

/** A fresh, empty database beside the one that DATABASE_URL names. */
export interface Database {
  url: string;
  drop(): Promise<void>;
}

export async function freshDatabase(name: string): Promise<Database> {
  const given = process.env.DATABASE_URL;
  if (!given) throw new Error("DATABASE_URL is not set: run `make test/browser`, which brings a PostgreSQL");
  const sql = async (statement: string) => {
    await run("psql", ["-XqAt", "-v", "ON_ERROR_STOP=1", "-c", statement, named(given, "postgres")]);
  };
  await sql(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  // The Unicode locale that the server insists on: in C, Ukrainian letters have no lower case.
  await sql(
    `CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8' LOCALE_PROVIDER icu ICU_LOCALE 'uk'`,
  );
  return { url: named(given, name), drop: () => sql(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

/** The same server, another database. */
function named(url: string, database: string): string {
  return url.replace(/^(postgres(?:ql)?:\/\/[^/?]*\/)[^?]*/, `$1${database}`);
}

import { fileURLToPath } from "node:url";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

interface Modules {
  getModuleInfo(id: string): { importers: readonly string[]; isEntry: boolean } | null;
}

/** What citizens' form loads when they ask for a map; the server finds it in the manifest by this name. */
const pointMap = here("./src/report/pointMap.ts");

/** The screens that most people open next: they come together, after the first picture. */
const next = /\/src\/screens\/(console\/Panes|Work|CasePage|Help)\.svelte$/;

/**
 * Names two chunks: what the first page needs, and what its next screens need besides. Left alone the bundler cuts a file from
 * each set of modules that screens loaded later share with them: thirty files that a cold start asks for one after another.
 */
function atOnce(id: string, modules: Modules): string | null {
  const needs = (id: string, by: (id: string) => boolean): boolean => {
    const seen = new Set<string>();
    const needed = (module: string): boolean => {
      if (seen.has(module)) return false;
      seen.add(module);
      return by(module) || (modules.getModuleInfo(module)?.importers.some(needed) ?? false);
    };
    return needed(id);
  };
  if (needs(id, (module) => module !== pointMap && (modules.getModuleInfo(module)?.isEntry ?? false))) return "console";
  return needs(id, (module) => next.test(module)) ? "next" : null;
}

export default defineConfig({
  root: here("."),
  plugins: [svelte()],
  resolve: {
    alias: {
      $lib: here("./src/lib"),
      $ui: here("./src/ui"),
      $texts: here("../../internal/i18n/catalogues"),
    },
  },
  build: {
    outDir: here("./dist"),
    // scripts/clean.mjs does it: the placeholder for go:embed has to stay.
    emptyOutDir: false,
    target: "es2023",
    // Scripts and styles come from files alone, so that the server can send a strict Content-Security-Policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: true,
    rolldownOptions: {
      input: [here("./index.html"), pointMap],
      preserveEntrySignatures: "exports-only",
      output: { codeSplitting: { groups: [{ name: atOnce }] } },
    },
  },
  server: {
    fs: { allow: [here("../..")] },
    proxy: {
      "/api": { target: process.env.HOTLINE_URL ?? "http://localhost:8080", ws: true },
    },
  },
  test: { include: ["src/**/*.test.ts"] },
});

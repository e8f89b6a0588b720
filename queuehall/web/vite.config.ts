import { fileURLToPath } from "node:url";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";
import { oldStyles } from "./old-styles.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** What a cheap tablet's browser still is: styles and scripts are written down to it. */
const oldest = "chrome80";

export default defineConfig({
  root: here("."),
  base: "/hall/",
  plugins: [svelte(), oldStyles()],
  resolve: {
    alias: {
      $lib: here("./src/lib"),
      // What the consoles have and these screens look like as well: the design's numbers, buttons, fields.
      $consoles: here("../../dashboard/web/src"),
      $ui: here("../../dashboard/web/src/ui"),
      $texts: here("../../internal/i18n/catalogues"),
    },
  },
  build: {
    outDir: here("./dist"),
    // scripts/clean.mjs does it: the placeholder for go:embed has to stay.
    emptyOutDir: false,
    target: oldest,
    cssTarget: oldest,
    // Scripts and styles come from files alone, so that the server can send a strict Content-Security-Policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    fs: { allow: [here("../..")] },
    proxy: {
      "/api": { target: process.env.HOTLINE_URL ?? "http://localhost:8080", ws: true },
      "/hall/audio": { target: process.env.HOTLINE_URL ?? "http://localhost:8080" },
    },
  },
  test: { include: ["src/**/*.test.ts"] },
});

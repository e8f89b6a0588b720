import { fileURLToPath } from "node:url";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

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
  },
  server: {
    fs: { allow: [here("../..")] },
    proxy: {
      "/api": { target: process.env.HOTLINE_URL ?? "http://localhost:8080", ws: true },
    },
  },
  test: { include: ["src/**/*.test.ts"] },
});

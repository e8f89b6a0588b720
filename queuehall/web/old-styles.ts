import type { Plugin } from "vite";

const sides = { inline: ["left", "right"], block: ["top", "bottom"] } as const;

/**
 * What a style is in the words of a browser of Chrome 80's age, which does not know `:where()` (Svelte's way to keep a component's rules to
 * itself) nor the short names of margins and paddings by the direction of writing: it would pass over the whole rule. The screens' languages
 * are all written from left to right.
 */
export function oldStyle(css: string): string {
  return css
    .replace(/:where\((\.svelte-[\w-]+)\)/g, "$1")
    .replace(/\b(margin|padding)-(inline|block):([^;{}]+)/g, (_, box: string, way: "inline" | "block", value: string) => {
      const [first = "", second = first] = parts(value);
      const [one, other] = sides[way];
      return `${box}-${one}:${first};${box}-${other}:${second}`;
    });
}

/** The parts of a value that are apart by spaces, those within brackets being one. */
function parts(value: string): string[] {
  return value.trim().match(/(?:[^\s()]+|\((?:[^()]|\([^()]*\))*\))+/g) ?? [];
}

/** Writes the styles of a build down to [oldStyle]. */
export function oldStyles(): Plugin {
  return {
    name: "old-styles",
    enforce: "post",
    generateBundle(_, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type === "asset" && file.fileName.endsWith(".css")) file.source = oldStyle(String(file.source));
      }
    },
  };
}

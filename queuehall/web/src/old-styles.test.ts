import { expect, test } from "vitest";
import { oldStyle } from "../old-styles.ts";

test.each([
  [".pad.svelte-a1 nav:where(.svelte-a1) b:where(.svelte-a1){color:red}", ".pad.svelte-a1 nav.svelte-a1 b.svelte-a1{color:red}"],
  [".a{margin-block:auto 0}", ".a{margin-top:auto;margin-bottom:0}"],
  [".a{padding-inline:calc(2.5*var(--u));color:red}", ".a{padding-left:calc(2.5*var(--u));padding-right:calc(2.5*var(--u));color:red}"],
  [".a{padding-block:min(1px, 2vw) 3px}", ".a{padding-top:min(1px, 2vw);padding-bottom:3px}"],
  [".a{margin-inline-end:1px;padding:1px}", ".a{margin-inline-end:1px;padding:1px}"],
])("%s for an old browser", (css, want) => expect(oldStyle(css)).toBe(want));

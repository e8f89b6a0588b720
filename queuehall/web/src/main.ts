import "@fontsource-variable/commissioner";
import "$consoles/styles/tokens.css";
import "$consoles/styles/base.css";
import "./screens.css";
import { mount } from "svelte";
import App from "./App.svelte";
import { renew } from "$lib/renew";

// A screen whose files were replaced while it stood open begins anew with the new ones; not at once, lest it should turn in a circle.
addEventListener("vite:preloadError", () => renew(10_000));

const target = document.getElementById("app");
if (target) mount(App, { target });

import "@fontsource-variable/commissioner";
import "./styles/tokens.css";
import "./styles/base.css";
import { mount } from "svelte";
import App from "./App.svelte";
import { language } from "$lib/i18n/index.svelte";

await language.start();

const target = document.getElementById("app");
if (target) mount(App, { target });

export { clock } from "$consoles/lib/clock.svelte";

import { newKey, Trouble } from "./api";
import { Intent } from "./intent.svelte";

/** An intent of somebody at the consoles. */
export class Command extends Intent {
  constructor() {
    super(newKey, (error) => error instanceof Trouble && error.code !== "network" && error.code !== "internal");
  }
}

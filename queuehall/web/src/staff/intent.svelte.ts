import { Intent as Any } from "$consoles/lib/intent.svelte";
import { Trouble } from "$lib/http";
import { newID } from "$lib/id";

/** An intent of somebody at the screens of the halls' staff. */
export class Intent extends Any {
  constructor() {
    super(newID, (error) => error instanceof Trouble && !error.unknown);
  }
}

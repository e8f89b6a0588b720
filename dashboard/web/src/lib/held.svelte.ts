/** Where the files of a form stand. "failed": some could not be sent, and none is on its way. */
export type Sending = "idle" | "sending" | "failed";

/**
 * Holds a form that was sent while a file was on its way, and sends it as soon as all are there. A file that failed lets
 * the form go unsent: whether it goes without the photo is for the person to say. Call it while a component is made.
 */
export class Held {
  files = $state<Sending>("idle");
  waiting = $state(false);

  constructor(send: () => Promise<void>) {
    $effect(() => {
      if (!this.waiting || this.files === "sending") return;
      this.waiting = false;
      if (this.files === "idle") void send();
    });
  }

  /** Whether the form has to wait; it is sent by itself then. */
  hold(): boolean {
    this.waiting = this.files === "sending";
    return this.waiting;
  }
}

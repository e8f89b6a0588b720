import type { Client } from "./model";

/** What an operator can ask for by a key or a button. */
export type Act =
  | "next"
  | "start"
  | "recall"
  | "absent"
  | "finish"
  | "finish_next"
  | "park"
  | "transfer"
  | "priority"
  | "undo"
  | "dark"
  | "issue"
  | "find"
  | "bookings"
  | "help";

/** What decides which of them make sense now. */
export interface Situation {
  client: Client | undefined;
  /** How many wait for this counter. */
  waiting: number;
  /** The last step can still be taken back. */
  undoable: boolean;
  /** It is known that the pad does not work. */
  incident: boolean;
}

/** Whether an act makes sense now. The server has the last word. */
export function possible(act: Act, { client, waiting, undoable, incident }: Situation): boolean {
  switch (act) {
    case "next":
      return client === undefined && waiting > 0;
    case "start":
    case "recall":
    case "absent":
      return client?.step === "called";
    case "finish":
    case "park":
    case "transfer":
    case "priority":
      return client !== undefined;
    case "finish_next":
      return client !== undefined && waiting > 0;
    case "dark":
      return client !== undefined && !incident;
    case "undo":
      return undoable;
    case "issue":
    case "find":
    case "bookings":
    case "help":
      return true;
  }
}

export interface Pressed {
  code: string;
  key: string;
  repeat: boolean;
  shiftKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

// By the place on the board, so that they work in every layout.
const letters: Readonly<Record<string, Act>> = {
  KeyN: "next",
  KeyS: "start",
  KeyR: "recall",
  KeyX: "absent",
  KeyF: "finish",
  KeyP: "park",
  KeyT: "transfer",
  KeyL: "priority",
  KeyU: "undo",
  KeyD: "dark",
  KeyI: "issue",
  KeyB: "bookings",
  Slash: "find",
};

/**
 * What a key asks for. on is what has the focus: in a field keys are letters, and Space and Enter on a button are that button's. A key
 * that is held down asks once.
 */
export function actOf(event: Pressed, on: "field" | "button" | "page"): Act | undefined {
  if (on === "field" || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return undefined;
  if (event.shiftKey) return event.code === "KeyF" ? "finish_next" : event.key === "?" || event.code === "Slash" ? "help" : undefined;
  if (event.code === "Space" || event.code === "Enter" || event.code === "NumpadEnter") return on === "page" ? "next" : undefined;
  return letters[event.code];
}

/** What has the focus. */
export function focusOf(target: EventTarget | null): "field" | "button" | "page" {
  if (!(target instanceof Element)) return "page";
  if (target.closest("input:not([type=radio]), textarea, select, [contenteditable]") !== null) return "field";
  return target.closest("button, a[href], summary, input, [role=button]") === null ? "page" : "button";
}

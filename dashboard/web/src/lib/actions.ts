import type { Action, Ground } from "./api";

export type Ask = "required" | "optional" | "no";

/** What a form asks for before an action can be done. */
export interface Form {
  text: Ask;
  files: Ask;
  ground: boolean;
  /** A person of the organisation (RO-4.3). */
  person: boolean;
  /** Another organisation (MR-4.10.1, MR-5.8.1). */
  org: boolean;
  topic: boolean;
  /** The later date that was agreed (MR-6.3.1). */
  until: boolean;
}

/** What the form depends on besides the action itself. */
export interface Setting {
  /** The chosen ground. */
  ground?: Ground | undefined;
  /** The ground that the executor proposed, with its evidence examined already. */
  proposed?: string | undefined;
}

// These say something to somebody: without words they say nothing, whatever the profile demands.
const speaking = new Set(["progress", "ask_citizen", "answer_citizen", "comment", "inform_control", "ask_explanation", "explain"]);
const silent = new Set(["accept", "inform_head"]);
const withFiles = new Set(["progress", "answer_citizen", "comment", "propose_close", "close", "done", "decline", "extend", "inform_control", "explain"]);
const documents = ["act", "letter", "photo_or_video"];
const words = ["call", "justification"];

/** The form of an action: what the server says that it needs, what its chosen ground demands, what makes sense. */
export function formOf(action: Action, setting: Setting = {}): Form {
  const { ground, proposed } = setting;
  const name = action.action;
  const needs = (need: Action["needs"][number]) => action.needs.includes(need);
  // What was proposed brings its evidence along; another ground brings its own.
  const evidence = ground === undefined || ground.id === proposed ? [] : ground.evidence;
  const asksFor = (kinds: readonly string[]) => needs("ground") && evidence.some((e) => kinds.includes(e));
  return {
    text: needs("reason") || asksFor(words) || speaking.has(name) ? "required" : silent.has(name) ? "no" : "optional",
    files: needs("proof") || needs("file") || asksFor(documents) ? "required" : withFiles.has(name) ? "optional" : "no",
    ground: needs("ground"),
    person: needs("executor"),
    org: needs("org"),
    topic: name === "readdress",
    until: needs("date"),
  };
}

/** Whether pressing the button is all that the action takes. */
export function atOnce(action: Action): boolean {
  const form = formOf(action);
  return form.text === "no" && form.files === "no" && !form.ground && !form.person && !form.org && !form.until;
}

/** The grounds that may close this case: its topic's, and without an applicant only those that need none (MR-4.4.2). */
export function groundsFor(all: readonly Ground[], ofTopic: readonly string[], anonymous: boolean): Ground[] {
  return all.filter(
    (g) => (ofTopic.length === 0 || ofTopic.includes(g.id)) && !(anonymous && g.needs_applicant),
  );
}

// The first is what most people have come for; what ends or gives the case away stands last.
const order = [
  "accept", "assign", "inform_head", "close", "done", "propose_close", "progress", "ask_citizen", "answer_citizen",
  "return", "readdress", "add_assistant", "extend", "inform_control", "explain", "ask_explanation", "comment", "reopen", "decline", "not_considered",
];
const leading = new Set(["accept", "close", "done", "propose_close"]);

/** The actions in the order of the buttons, with the one that leads on, if any: a head's is to name the executor. */
export function arrange(actions: readonly Action[]): { action: Action; lead: boolean }[] {
  const rank = (a: Action) => {
    const at = order.indexOf(a.action);
    return at < 0 ? order.length : at;
  };
  const sorted = actions.toSorted((a, b) => rank(a) - rank(b));
  return sorted.map((action, i) => ({
    action,
    lead: i === 0 && (leading.has(action.action) || action.needs.includes("executor")),
  }));
}

import { api, type ApplicantInput, type ReportRow, type ReportView, type Wording } from "./api";
import { Drafts } from "./drafts";
import { live } from "./live/store.svelte";

/** What the agent writes on the card about who asks (MR-4.4.1). */
export interface Card {
  surname: string;
  name: string;
  patronymic: string;
  residence: string;
  phone: string;
  email: string;
  anonymous: boolean;
  warned: boolean;
}

export const emptyCard = (): Card => ({
  surname: "",
  name: "",
  patronymic: "",
  residence: "",
  phone: "",
  email: "",
  anonymous: false,
  warned: false,
});

/** The wording as the agent has it so far (MR-4.3). */
export interface WordingDraft {
  text: string;
  topic: string;
  /** "" takes the topic's. */
  kind: string;
  district: string;
  place: string;
  card: Card;
}

/** A card as the server takes it: an anonymous one carries no personal data. */
export function cardInput(card: Card): ApplicantInput {
  if (card.anonymous) return { anonymous: true, warned: card.warned };
  const { surname, name, patronymic, residence, phone, email } = card;
  return { surname, name, patronymic, residence, phone, email };
}

/** How often what an agent writes is put beside the report, milliseconds. */
const handEvery = 4000;

/** One report on the agent's desk: what the server knows of it and what the agent has written so far. */
export class Desk {
  view = $state.raw<ReportView | undefined>(undefined);
  error = $state.raw<unknown>(undefined);
  draft = $state<WordingDraft>({ text: "", topic: "", kind: "", district: "", place: "", card: emptyCard() });
  #loading: Promise<void> | undefined;
  #handing: ReturnType<typeof setTimeout> | undefined;
  /** Whether the agent has written something that is not sent yet. */
  touched = $state(false);
  /** The newest wording that the draft knows of, by its ordinal; 0 for none. */
  #basis = $state(0);

  constructor(
    readonly id: string,
    private readonly drafts: Drafts,
  ) {}

  /** The newest of what the feed and the last answer said. */
  get row(): ReportRow | undefined {
    const fed = live.rows.reports.get(this.id);
    const read = this.view?.report;
    if (fed === undefined || read === undefined) return fed ?? read;
    return fed.version > read.version ? fed : read;
  }

  /** Reads the report. What the agent has typed stays as it is. */
  load(): Promise<void> {
    this.#loading ??= this.#read().finally(() => {
      this.#loading = undefined;
    });
    return this.#loading;
  }

  /** Keeps the draft in this browser, and soon with the report: whoever holds it next goes on with it (MR-2.2). */
  keep(): void {
    if (!this.touched) return;
    this.drafts.save(this.#name, { ...$state.snapshot(this.draft), basis: this.#basis }, Date.now());
    this.#handing ??= setTimeout(() => void this.hand().catch(() => undefined), handEvery);
  }

  /** Puts what is written so far beside the report. */
  async hand(): Promise<void> {
    clearTimeout(this.#handing);
    this.#handing = undefined;
    if (this.touched) await this.#send();
  }

  touch(): void {
    this.touched = true;
  }

  /** The draft has done its work here. What lies beside the report stays there: it may go on to somebody else. */
  forget(): void {
    clearTimeout(this.#handing);
    this.#handing = undefined;
    this.touched = false;
    this.drafts.drop(this.#name);
  }

  /** A wording that came while the agent was writing another. */
  get newer(): Wording | undefined {
    const last = this.view?.wordings.at(-1);
    return this.touched && last !== undefined && last.ordinal > this.#basis ? last : undefined;
  }

  /** The agent has seen it and goes on with their own. */
  keepMine(): void {
    this.#basis = this.view?.wordings.at(-1)?.ordinal ?? 0;
  }

  /** The draft becomes what came, also beside the report: what was given up is handed to nobody. */
  takeTheirs(theirs: Wording): void {
    const { text, topic, kind, district = "", place = "" } = theirs;
    this.draft = { ...this.draft, text, topic, kind, district, place };
    this.keepMine();
    this.forget();
    this.#send().catch(() => undefined); // the next thing that is written takes it along
  }

  async #send(): Promise<void> {
    await api.saveDraft(this.id, { ...$state.snapshot(this.draft), basis: this.#basis });
  }

  get #name(): string {
    return `wording.${this.id}`;
  }

  async #read(): Promise<void> {
    try {
      const view = await api.report(this.id);
      const before = this.view;
      this.view = view;
      this.error = undefined;
      live.putReport(view.report);
      if (!this.touched) this.keepMine();
      // Handed over while it was being read here: what was written before goes on too (MR-2.2).
      if (!this.touched && (before === undefined || (view.mine && !before.mine))) this.#begin(view);
    } catch (error) {
      this.error = error;
    }
  }

  // The draft starts from what was typed before, else from the last wording that was corrected, else from the report.
  #begin(view: ReportView): void {
    const left = view.draft?.draft as (WordingDraft & { basis?: number }) | undefined;
    const kept = this.drafts.load<WordingDraft & { basis?: number }>(this.#name) ?? (view.mine ? left : undefined);
    if (kept !== undefined) {
      const { basis = this.#basis, ...draft } = kept;
      this.draft = { ...this.draft, ...draft, card: { ...emptyCard(), ...draft.card } };
      this.#basis = basis;
      this.touched = true;
      return;
    }
    const last = view.wordings.at(-1);
    const a = view.applicant;
    this.draft = {
      text: last?.text ?? "",
      topic: last?.topic ?? "",
      kind: last?.kind ?? "",
      district: last?.district ?? view.report.district ?? "",
      place: last?.place ?? view.report.place ?? "",
      card: {
        surname: a.surname ?? "",
        name: a.name ?? "",
        patronymic: a.patronymic ?? "",
        residence: a.residence ?? "",
        phone: a.phone ?? "",
        email: a.email ?? "",
        anonymous: a.anonymous,
        warned: a.warned,
      },
    };
  }
}

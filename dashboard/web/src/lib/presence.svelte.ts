import { api } from "./api";

/** Somebody who looks at the same card. */
export interface Colleague {
  id: string;
  name: string;
}

const every = 5_000;

/**
 * Says that this person looks at a card while it is shown, and knows who else does. Call it while a component is made; the
 * server forgets whoever falls silent, so nothing has to be cleared.
 */
export class Presence {
  others = $state.raw<readonly Colleague[]>([]);

  constructor(subject: () => { subject: "case" | "report"; id: string }) {
    $effect(() => {
      const where = subject();
      const look = async () => {
        if (document.visibilityState === "hidden") return;
        try {
          this.others = (await api.presence(where)).people;
        } catch {
          this.others = []; // nobody is known to be there
        }
      };
      void look();
      const timer = setInterval(look, every);
      return () => {
        clearInterval(timer);
        this.others = [];
        api.presence({ ...where, leaving: true }).catch(() => {});
      };
    });
  }
}

import { api, type Body, type Catalogue, type Ground, type Kind, type Org, type Topic } from "./api";
import { tOr } from "./i18n/index.svelte";
import { type Index, index } from "./topics";

interface Lookup {
  topics: Map<string, Topic>;
  kinds: Map<string, Kind>;
  orgs: Map<string, Org>;
  grounds: Map<string, Ground>;
  bodies: Map<string, Body>;
  names: Record<"statuses" | "districts" | "roles" | "areas" | "actions", Map<string, string>>;
  deadlines: Map<string, string>;
  index: Index;
}

const by = <T, K>(list: readonly T[], key: (item: T) => K) => new Map(list.map((item) => [key(item), item]));
const named = (list: readonly { id: string; name: string }[]) => new Map(list.map(({ id, name }) => [id, name]));

function lookup(c: Catalogue): Lookup {
  return {
    topics: by(c.topics, (t) => t.code),
    kinds: by(c.kinds, (k) => k.id),
    orgs: by(c.orgs, (o) => o.id),
    grounds: by(c.grounds, (g) => g.id),
    bodies: by(c.bodies, (b) => b.code),
    names: {
      statuses: named(c.statuses),
      districts: named(c.districts),
      roles: named(c.roles),
      areas: named(c.areas),
      actions: named(c.actions),
    },
    deadlines: new Map(c.deadlines.map((d) => [`${d.id}/${d.level}`, d.name])),
    index: index(c.topics),
  };
}

/** The names of everything, in the language of the screens. A code without a name is shown as it is. */
class Names {
  data = $state.raw<Catalogue | undefined>(undefined);
  #lookup = $derived(this.data === undefined ? undefined : lookup(this.data));
  #asked = "";

  async load(lang: string): Promise<void> {
    if (this.#asked === lang) return;
    this.#asked = lang;
    try {
      const data = await api.catalogue(lang);
      // Two quick switches of the language: the last one asked for wins.
      if (this.#asked === lang) this.data = data;
    } catch (error) {
      if (this.#asked === lang) this.#asked = "";
      throw error;
    }
  }

  get index(): Index {
    return this.#lookup?.index ?? [];
  }

  topic(code: string): Topic | undefined {
    return this.#lookup?.topics.get(code);
  }
  kind(id: string): Kind | undefined {
    return this.#lookup?.kinds.get(id);
  }
  ground(id: string): Ground | undefined {
    return this.#lookup?.grounds.get(id);
  }
  body(code: string): Body | undefined {
    return this.#lookup?.bodies.get(code);
  }
  org(id: string): Org | undefined {
    return this.#lookup?.orgs.get(id);
  }
  topicName(code: string): string {
    return this.topic(code)?.name ?? code;
  }
  kindName(id: string): string {
    return this.kind(id)?.name ?? id;
  }
  orgName(id: string): string {
    return this.org(id)?.name ?? id;
  }
  status(id: string): string {
    return this.#lookup?.names.statuses.get(id) ?? id;
  }
  /** Whether the status says more than its phase does: it is not the phase's first. */
  telling(status: string, phase: string): boolean {
    return this.data?.statuses.find((s) => s.phase === phase)?.id !== status;
  }
  district(code: string | undefined): string {
    return code === undefined ? "" : (this.#lookup?.names.districts.get(code) ?? code);
  }
  role(id: string): string {
    return this.#lookup?.names.roles.get(id) ?? id;
  }
  /** What the city calls an area of its work, where its rules name it. */
  area(id: string): string | undefined {
    return this.#lookup?.names.areas.get(id);
  }
  /** Whom a delivery is for: a person, an organisation, or roles joined by commas. */
  recipient(kinds: string): string {
    return kinds
      .split(",")
      .map((kind) => tOr(`web.recipient.${kind}`, this.role(kind)))
      .join(", ");
  }
  action(id: string): string {
    return this.#lookup?.names.actions.get(id) ?? id;
  }
  deadline(id: string, level = 0): string {
    return this.#lookup?.deadlines.get(`${id}/${level}`) ?? this.#lookup?.deadlines.get(`${id}/0`) ?? id;
  }
  notice(key: string): string {
    return this.data?.notices[key] ?? "";
  }
}

export const names = new Names();

// Display names of accounts for statements and alerts: a bounded memory in front of the registry of people.
import type { Directory } from "./giving/directory.ts";

/** Names remembered; the one asked for longest ago goes first. */
const NAMES_MAX = 50_000;

export interface NameSource {
  person(account: string): Promise<{ readonly displayName: string } | null>;
}

export class NameBook {
  readonly #source: NameSource;
  readonly #names = new Map<string, string | null>();

  constructor(source: NameSource) {
    this.#source = source;
  }

  /** A verified organisation is known by its legal name, any other customer by the name they chose. */
  static of(people: NameSource, directory: Pick<Directory, "verifiedName">): NameBook {
    return new NameBook({
      person: async (account) => {
        const displayName = directory.verifiedName(account);
        return displayName === null ? await people.person(account) : { displayName };
      },
    });
  }

  /** @returns the name, null for house accounts and people who have left, undefined when it must be loaded. */
  known(account: string): string | null | undefined {
    return this.#names.get(account);
  }

  async load(account: string): Promise<string | null> {
    const known = this.#names.get(account);
    if (known !== undefined) return known;
    const name = (await this.#source.person(account))?.displayName ?? null;
    this.#names.set(account, name);
    if (this.#names.size > NAMES_MAX) this.#names.delete(this.#names.keys().next().value!);
    return name;
  }

  forget(account: string): void {
    this.#names.delete(account);
  }
}

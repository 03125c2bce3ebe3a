// What the public may read of an organisation's own texts. A text goes live at once and carries a mark until an officer has read it; one
// that was taken down, or was stored before the rules of bank/giving/public_text.ts were there and breaks them, is not shown.
import type { Need, Organisation, Update } from "../../bank/giving/record.ts";
import {
  publicTextProblem,
  type TextProblem,
  websiteProblem,
} from "../../bank/giving/public_text.ts";
import {
  needHash,
  profileHash,
  type TextState,
  textStateOf,
  updateHash,
} from "../../bank/giving/texts.ts";
import type { OrganisationProfile } from "../../bank/ports/giving_store.ts";

/** `held_back`: the rules do not let it through. */
export type ShownState = TextState | "held_back";

export interface ShownProfile {
  readonly about: string;
  readonly website: string;
  readonly state: ShownState;
}

/** Texts of which it is remembered whether they keep the rules. */
const TEXTS_MAX = 20_000;

export class ShownTexts {
  readonly #hashes = new WeakMap<OrganisationProfile, string>();
  readonly #problems = new Map<string, TextProblem | null>();

  /** Empty texts where the organisation has not written any yet. */
  profile(
    profile: OrganisationProfile,
    organisation: Readonly<Organisation> | undefined,
  ): ShownProfile {
    const { about, website, checked } = profile;
    const state = this.profileState(profile, organisation);
    if (isShown(state)) return { about, website, state };
    // What was read before stays, unless it is the very text that was taken down.
    const earlier = checked &&
      profileHash(checked.about, checked.website) !== this.#hash(profile) &&
      this.#profileProblem(checked) === null;
    return earlier ? { ...checked, state: "confirmed" } : { about: "", website: "", state };
  }

  /** Of the text that is there, not of the one that the journal has heard of: a verdict is about nothing else. */
  profileState(
    profile: OrganisationProfile,
    organisation: Readonly<Organisation> | undefined,
  ): ShownState {
    if (this.#profileProblem(profile)) return "held_back";
    return textStateOf({ sha256: this.#hash(profile), verdict: organisation?.text });
  }

  #hash(profile: OrganisationProfile): string {
    const known = this.#hashes.get(profile) ?? profileHash(profile.about, profile.website);
    this.#hashes.set(profile, known);
    return known;
  }

  need(need: Readonly<Need>): ShownState {
    const { item, unit, text } = need;
    if (this.#problem(`${item} ${unit}`)) return "held_back";
    return text ? textStateOf({ sha256: needHash(need), verdict: text }) : "unchecked";
  }

  update({ text: verdict }: Readonly<Update>, text: string): ShownState {
    if (this.#problem(text)) return "held_back";
    return verdict ? textStateOf({ sha256: updateHash(text), verdict }) : "unchecked";
  }

  #profileProblem(said: { readonly about: string; readonly website: string }): TextProblem | null {
    return this.#problem(said.about) ?? websiteProblem(said.website);
  }

  #problem(text: string): TextProblem | null {
    const known = this.#problems.get(text);
    if (known !== undefined) return known;
    const problem = publicTextProblem(text);
    this.#problems.set(text, problem);
    if (this.#problems.size > TEXTS_MAX) {
      this.#problems.delete(this.#problems.keys().next().value!);
    }
    return problem;
  }
}

export function isShown(state: ShownState): boolean {
  return state === "unchecked" || state === "confirmed";
}

// The directory of organisations: what they say about themselves, in memory, and the search in it. How an organisation
// stands is computed when it is asked for and remembered for the day.
import type { Day } from "../../bank/days.ts";
import { dayOf } from "../../bank/giving/calendar.ts";
import { leftOf } from "../../bank/giving/decide_need.ts";
import type { FactFields, FactKind } from "../../bank/giving/facts.ts";
import type { Need, Organisation, OrganisationState } from "../../bank/giving/record.ts";
import { factOf, holds, isLive, stateOf, validUntil } from "../../bank/giving/standing.ts";
import type { Observer } from "../../bank/journal.ts";
import type { CommitLoop } from "../../bank/commit_loop.ts";
import { policyOf } from "../../bank/suspicion.ts";
import type { GivingStore, OrganisationProfile } from "../../bank/ports/giving_store.ts";
import { pageOf } from "./directory_page.ts";
import type { GivingRegister } from "./giving_register.ts";
import type { OrganisationCard } from "../../api/giving_shapes.ts";
import type { Parsed, Result } from "../../api/methods.ts";
import { type Change, Profiles } from "./profiles.ts";
import { isShown, type ShownProfile, ShownTexts } from "./shown_texts.ts";

/** Characters of a description that a card shows. */
const ABOUT_CHARS = 160;

const PUBLIC_STATES: ReadonlySet<OrganisationState> = new Set([
  "live",
  "expiring",
  "lapsed",
  "suspended",
]);

interface Standing {
  readonly changed: number;
  readonly day: Day;
  readonly fcraRequired: number;
  readonly state: OrganisationState;
  readonly validUntil: Day | null;
  readonly receives: boolean;
  readonly foreignGifts: boolean;
}

interface Line {
  readonly account: string;
  readonly name: string;
  /** For the search, in lower case. */
  readonly words: string;
  readonly region: string;
}

export class Directory {
  readonly #loop: CommitLoop;
  readonly #register: GivingRegister;
  readonly #profiles: Profiles;
  readonly #standings = new Map<string, Standing>();
  /** Those that the public may see, by name; made anew when a profile, a fact or the day changes. */
  #lines:
    | { readonly day: Day; readonly fcraRequired: number; readonly lines: readonly Line[] }
    | null = null;
  /** What each organisation asks for, in lower case; forgotten when a need changes. */
  readonly #needWords = new Map<string, string>();
  #now: { readonly second: number; readonly day: Day } = { second: -1, day: "" };
  /** The facts, the stop and the verdict on the text of each organisation, by which a change is told from a mere gift. */
  readonly #shown = new Map<string, Pick<Organisation, "facts" | "stopped" | "text">>();
  readonly texts = new ShownTexts();

  constructor(loop: CommitLoop, store: GivingStore, register: GivingRegister) {
    this.#loop = loop;
    this.#profiles = new Profiles(loop, store);
    this.#register = register;
  }

  readonly observe: Observer = (_block, { records, touched }): void => {
    for (const { table, key } of records) {
      if (table === "needs") {
        this.#needWords.delete(this.#loop.ledger.needs.get(key)!.organisation);
      }
      if (table !== "organisations") continue;
      const { facts, stopped, text } = this.#loop.ledger.organisations.get(key)!;
      const shown = this.#shown.get(key);
      if (shown?.facts === facts && shown.stopped === stopped && shown.text === text) continue;
      this.#shown.set(key, { facts, stopped, ...(text ? { text } : {}) });
      this.#lines = null;
    }
    if (this.#lines && touched.some(({ status }) => status === "closed")) this.#lines = null;
  };

  async load(): Promise<void> {
    await this.#profiles.load();
  }

  profile(account: string): OrganisationProfile {
    return this.#profiles.of(account);
  }

  async change(account: string, changed: Change): Promise<void> {
    await this.#profiles.change(account, changed);
    this.#lines = null;
  }

  /** What the public may read of what it says about itself. */
  said(account: string): ShownProfile {
    return this.texts.profile(this.profile(account), this.#loop.ledger.organisations.get(account));
  }

  shown(account: string, fact: FactKind): FactFields {
    return this.#profiles.shown(account, fact);
  }

  field(account: string, fact: FactKind, name: string): string {
    return this.shown(account, fact)[name] ?? "";
  }

  nameOf(account: string): string {
    return this.field(account, "name", "legalName") || account;
  }

  /** The legal name once two officers have verified it, also for the account of gifts from abroad. */
  verifiedName(account: string): string | null {
    const { accounts, organisations } = this.#loop.ledger;
    const designated = accounts.get(account)?.kind === "designated";
    const organisation = designated ? this.#ownerOf(account) : organisations.get(account);
    if (!organisation) return null;
    const { account: owner } = organisation;
    const verified = factOf(organisation, "name")?.state === "verified" ||
      this.profile(owner).verified?.name !== undefined;
    return verified ? this.nameOf(owner) : null;
  }

  #ownerOf(designated: string): Readonly<Organisation> | undefined {
    for (const [, organisation] of this.#loop.ledger.organisations.rows()) {
      if (organisation.foreignAccount === designated) return organisation;
    }
    return undefined;
  }

  /** Computed anew when the record or the day has changed. */
  standing(organisation: Readonly<Organisation>, nowMs: number): Standing {
    const policy = policyOf(this.#loop.ledger);
    const fcraRequired = policy.fcraRequired ?? 1;
    const day = this.#today(nowMs);
    const { account, changed } = organisation;
    const known = this.#standings.get(account);
    if (known?.changed === changed && known.day === day && known.fcraRequired === fcraRequired) {
      return known;
    }
    const standing = {
      changed,
      day,
      fcraRequired,
      state: stateOf(organisation, { nowMs, policy }),
      validUntil: validUntil(organisation, { policy }),
      receives: isLive(organisation, { nowMs, policy }),
      foreignGifts: holds(factOf(organisation, "fcra"), nowMs),
    };
    this.#standings.set(account, standing);
    return standing;
  }

  /** Whether the public may see it. One that was never approved is not shown. */
  isPublic(organisation: Readonly<Organisation>, nowMs: number): boolean {
    const closed = this.#loop.ledger.accounts.get(organisation.account)?.status === "closed";
    const { state } = this.standing(organisation, nowMs);
    const again = state === "submitted" && organisation.approved === true;
    return !closed && (again || PUBLIC_STATES.has(state));
  }

  openNeeds(account: string, nowMs: number): Readonly<Need>[] {
    const today = this.#today(nowMs);
    const open: Readonly<Need>[] = [];
    for (const key of this.#register.needsOf.of(account)) {
      const need = this.#loop.ledger.needs.get(key)!;
      if (need.status === "open" && need.deadline >= today) open.push(need);
    }
    return open;
  }

  /** Asked for thousands of times in one search. */
  #today(nowMs: number): Day {
    const second = Math.floor(nowMs / 1_000);
    if (this.#now.second !== second) this.#now = { second, day: dayOf(nowMs) };
    return this.#now.day;
  }

  card(organisation: Readonly<Organisation>, nowMs: number): OrganisationCard {
    const { account, gifts, givenMinor, refundedMinor } = organisation;
    const { about, state: aboutState } = this.said(account);
    const needs = this.openNeeds(account, nowMs).filter((need) => leftOf(need) > 0);
    const { state, validUntil, receives, foreignGifts } = this.standing(organisation, nowMs);
    return {
      organisation: account,
      name: this.nameOf(account),
      district: this.field(account, "name", "district"),
      region: this.field(account, "name", "state"),
      about: about.length > ABOUT_CHARS
        ? `${[...about].slice(0, ABOUT_CHARS - 1).join("")}…`
        : about,
      aboutState,
      state,
      validUntil,
      receives,
      foreignGifts,
      gifts,
      openNeeds: needs.length,
      urgentNeeds: needs.filter(({ priority }) => priority === "urgent").length,
      givenMinor: givenMinor - refundedMinor,
    };
  }

  /** Of all that the public may see, by name. */
  accounts(nowMs: number): readonly string[] {
    return this.#byName(nowMs).map(({ account }) => account);
  }

  search(asked: Parsed<"organisations">, nowMs: number): Result<"organisations"> {
    const { query, region, needs, foreignGifts, sort, after, limit } = asked;
    const wanted = query.toLowerCase().split(/\s+/).filter((word) => word !== "");
    const found: Readonly<Organisation>[] = [];
    for (const line of this.#byName(nowMs)) {
      if (region !== "" && line.region !== region.toUpperCase()) continue;
      const organisation = this.#loop.ledger.organisations.get(line.account)!;
      if (foreignGifts && !this.standing(organisation, nowMs).foreignGifts) continue;
      const fits = (word: string) => line.words.includes(word) || this.#needs(line.account, word);
      if (!wanted.every(fits)) continue;
      if (needs) {
        if (!this.standing(organisation, nowMs).receives) continue;
        if (this.openNeeds(line.account, nowMs).every((need) => leftOf(need) === 0)) continue;
      }
      found.push(organisation);
    }
    if (sort === "recent") found.sort((a, b) => b.registeredAtMs - a.registeredAtMs);
    if (sort === "given") {
      const given = (each: Readonly<Organisation>) => each.givenMinor - each.refundedMinor;
      found.sort((a, b) => given(b) - given(a));
    }
    if (sort === "urgent") this.#byUrgency(found, nowMs);
    const { page, cursor } = pageOf(found, { after, limit });
    return {
      organisations: page.map((organisation) => this.card(organisation, nowMs)),
      count: found.length,
      cursor,
      block: this.#loop.head.seq,
    };
  }

  #needs(account: string, word: string): boolean {
    let words = this.#needWords.get(account);
    if (words === undefined) {
      const open = this.#register.needsOf.of(account)
        .map((key) => this.#loop.ledger.needs.get(key)!)
        .filter((need) => need.status === "open" && isShown(this.texts.need(need)));
      words = open.map(({ item }) => item.toLowerCase()).join("\n");
      this.#needWords.set(account, words);
    }
    return words.includes(word);
  }

  #byUrgency(found: Readonly<Organisation>[], nowMs: number): void {
    const urgency = new Map(found.map(({ account }) => {
      let sum = 0;
      for (const need of this.openNeeds(account, nowMs)) {
        if (leftOf(need) > 0) sum += need.priority === "urgent" ? 10_001 : 1;
      }
      return [account, sum];
    }));
    found.sort((a, b) => urgency.get(b.account)! - urgency.get(a.account)!);
  }

  #byName(nowMs: number): readonly Line[] {
    const day = this.#today(nowMs);
    const fcraRequired = policyOf(this.#loop.ledger).fcraRequired ?? 1;
    const known = this.#lines;
    if (known?.day === day && known.fcraRequired === fcraRequired) return known.lines;
    const lines: Line[] = [];
    for (const { account } of this.#profiles.all()) {
      const organisation = this.#loop.ledger.organisations.get(account);
      if (!organisation || !this.isPublic(organisation, nowMs)) continue;
      const { about } = this.said(account);
      const { legalName = "", district = "", state = "", address = "" } = this.shown(
        account,
        "name",
      );
      const words = [legalName, district, address, about, account].join(" ").toLowerCase();
      lines.push({ account, name: legalName, words, region: state });
    }
    lines.sort((a, b) => a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
    this.#lines = { day, fcraRequired, lines };
    return lines;
  }
}

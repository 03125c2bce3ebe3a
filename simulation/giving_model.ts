// What must be true of giving, worked out from the bytes of the journal: receipts without gaps, never more promised than
// needed, nothing given to an organisation that is stopped, no fact approved by one officer alone, no open gift given twice or
// of other money than what came for it.
import type { Must, Raw } from "./must.ts";
import type { DurableLedger } from "../bank/ledger.ts";

interface NeedSum {
  readonly quantity: number;
  pledged: number;
  delivered: number;
}

export class GivingModel {
  readonly #must: Must;
  readonly #receipts = new Map<string, number>();
  readonly #stopped = new Set<string>();
  readonly #needs = new Map<string, NeedSum>();
  readonly #pledges = new Map<
    string,
    { readonly need: string; readonly quantity: number; open: boolean }
  >();
  readonly #seen = new Map<string, string>();
  readonly #given = new Map<string, number>();
  readonly #asked = new Map<string, { readonly donor: string; readonly amountMinor: number }>();
  readonly #paid = new Set<string>();
  /** The events before this one, newest last. */
  readonly #before: Raw[] = [];
  #gifts = 0;

  constructor(must: Must) {
    this.#must = must;
  }

  get gifts(): number {
    return this.#gifts;
  }

  event(event: Raw): void {
    this.#told(event);
    this.#before.push(event);
    if (this.#before.length > 2) this.#before.shift();
  }

  #told(event: Raw): void {
    switch (event.type) {
      case "gift_opened":
        this.#must(!this.#asked.has(event.number), `the number ${event.number} is taken twice`);
        this.#asked.set(event.number, event);
        return;
      case "open_gift_paid":
        return this.#openGift(event);
      case "transferred":
      case "hold_confirmed":
        if (event.gift) this.#gift(event);
        return;
      case "org_stopped":
        this.#stopped.add(event.account);
        return;
      case "org_reinstated":
        this.#stopped.delete(event.account);
        return;
      case "org_fact_reviewed":
        return this.#reviewed(event);
      case "need_added":
        this.#needs.set(event.need, { quantity: event.quantity, pledged: 0, delivered: 0 });
        return;
      default:
        return this.#pledge(event);
    }
  }

  /** The live ledger, at the same block, says the same. */
  compare(ledger: DurableLedger): void {
    for (const [key, { pledged, delivered }] of this.#needs) {
      const need = ledger.needs.get(key);
      const is = `${need?.pledged},${need?.delivered}`;
      this.#must(
        is === `${pledged},${delivered}`,
        `need ${key} has ${is}, not ${pledged},${delivered}`,
      );
    }
    for (const [key, given] of this.#given) {
      const organisation = ledger.organisations.get(key);
      const is = (organisation?.givenMinor ?? 0) - (organisation?.refundedMinor ?? 0);
      this.#must(is === given, `organisation ${key} was given ${is}, not ${given}`);
    }
  }

  #gift({ type, kind, gift, amountMinor }: Raw): void {
    const { organisation, year, receipt } = gift;
    const before = this.#given.get(organisation) ?? 0;
    if (type === "transferred" && kind === "reversal") {
      this.#given.set(organisation, before - amountMinor);
      return;
    }
    this.#gifts++;
    this.#given.set(organisation, before + amountMinor);
    this.#must(
      !this.#stopped.has(organisation),
      `a gift reached ${organisation}, which is stopped`,
    );
    const name = `${organisation} ${year}`;
    const last = this.#receipts.get(name) ?? 0;
    this.#must(receipt === last + 1, `receipt ${receipt} of ${name} follows ${last}`);
    this.#receipts.set(name, receipt);
  }

  #openGift({ number, donor, line, cameMinor, givenMinor }: Raw): void {
    const asked = this.#asked.get(number);
    this.#must(asked?.donor === donor, `open gift ${number} is paid for ${donor}`);
    const [first, second] = this.#before;
    const came = givenMinor > 0 ? first : second;
    this.#must(
      came?.id === line && came.kind === "paid_in" && came.to === donor &&
        came.amountMinor === cameMinor,
      `open gift ${number} is paid by ${line}, which is not beside it`,
    );
    if (givenMinor === 0) return;
    this.#must(!this.#paid.has(number), `open gift ${number} is given twice`);
    this.#paid.add(number);
    this.#must(
      second.kind === "gift" && second.from === donor && second.amountMinor === givenMinor &&
        givenMinor === Math.min(asked!.amountMinor, cameMinor),
      `open gift ${number} of ${asked!.amountMinor} is given as ${givenMinor} of ${cameMinor}`,
    );
  }

  #reviewed({ account, fact, verdict, by }: Raw): void {
    const name = `${account} ${fact}`;
    if (verdict === "seen") this.#seen.set(name, by);
    if (verdict === "verified") {
      this.#must(
        this.#seen.has(name) && this.#seen.get(name) !== by,
        `${name} was approved by one officer alone`,
      );
    }
  }

  #pledge(event: Raw): void {
    if (event.type === "pledged") {
      const need = this.#needs.get(event.need)!;
      this.#must(
        !this.#stopped.has(event.organisation),
        `a pledge reached ${event.organisation}, which is stopped`,
      );
      need.pledged += event.quantity;
      this.#must(
        need.pledged + need.delivered <= need.quantity,
        `need ${event.need} is promised too often`,
      );
      this.#pledges.set(event.pledge, { need: event.need, quantity: event.quantity, open: true });
      return;
    }
    if (event.type !== "pledge_received" && event.type !== "pledge_ended") return;
    const pledge = this.#pledges.get(event.pledge)!;
    this.#must(pledge?.open, `pledge ${event.pledge} ended twice`);
    pledge.open = false;
    const need = this.#needs.get(pledge.need)!;
    need.pledged -= pledge.quantity;
    if (event.type === "pledge_received") need.delivered += event.quantity;
  }
}

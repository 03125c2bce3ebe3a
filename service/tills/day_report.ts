// What a day of the bank has been, read from the blocks of that day: balances before and after, what was booked, cash by member of staff,
// tills and counts; signed. The house accounts' balances are looked up in their statements, and must be what the blocks add up to.
import { zoneOf } from "../../bank/bank_zone.ts";
import type { Day } from "../../bank/days.ts";
import type { Event, EventOf } from "../../bank/event.ts";
import { HOUSE_ACCOUNTS } from "../../bank/house_accounts.ts";
import { movesCash } from "../../bank/tills/apply_till.ts";
import type { TillEventOf } from "../../bank/tills/event.ts";
import { bookingOf, sideOf } from "../../bank/trace.ts";
import type { TransferKind } from "../../bank/transfer_kind.ts";
import type { Result } from "../../api/methods.ts";
import { bookedAfter } from "../accounts.ts";
import type { Service } from "../service.ts";
import { blocksOf, firstBlockAt, spanOf } from "./day_blocks.ts";

type Report = Result<"dayReport">;

export async function reportOf(service: Service, day: Day): Promise<Report> {
  const { loop: { ledger }, host, bank, signing } = service;
  const [beginsAtMs, endsAtMs] = spanOf(service, day);
  const over = endsAtMs <= host.clock();
  const sums = new DaySums();
  let last: number | null = null;
  for await (const { seq, events, atMs } of blocksOf(service, day)) {
    for (const event of events) sums.take(event, atMs);
    last = seq;
  }
  // A day of nothing ends where the day before has ended.
  last ??= await firstBlockAt(service, beginsAtMs, service.loop.head.seq) - 1;
  const balances = await balancesOf(service, sums, { beginsAtMs, last });
  const named = new Map<string, string | null>();
  for (const account of sums.staff) named.set(account, await service.names.load(account));
  const about = { bank: bank.name, currency: { ...bank.currency }, day, zone: zoneOf(ledger).name };
  return signing.sign({
    type: "day_report" as const,
    ...about,
    beginsAtMs,
    endsAtMs,
    over,
    balances,
    sumMinor: sumOf(service),
    ...sums.told((account) => named.get(account) ?? null),
    head: { seq: last, hash: last < 0 ? "" : await service.blockHash(last) },
  });
}

/** In one turn, so that it is of one moment: 20 ms for a million accounts. */
function sumOf({ loop: { ledger } }: Service): number {
  let sumMinor = 0;
  for (const [, { bookedMinor }] of ledger.accounts.rows()) sumMinor += bookedMinor;
  return sumMinor;
}

type Balances = Report["balances"];

/** @throws when a statement does not say what the blocks add up to. */
async function balancesOf(
  service: Service,
  sums: DaySums,
  { beginsAtMs, last }: { readonly beginsAtMs: number; readonly last: number },
): Promise<Balances> {
  const { statements, loop: { ledger } } = service;
  const house: Balances = [];
  for (const account of HOUSE_ACCOUNTS) {
    if (!ledger.accounts.get(account)) continue;
    const { count, inMinor, outMinor } = sums.of(account);
    const first = await statements.firstAt(account, beginsAtMs);
    const openingMinor = await bookedAfter(service, account, first - 1);
    const closingMinor = openingMinor + inMinor - outMinor;
    const isMinor = await bookedAfter(service, account, first - 1 + count);
    if (isMinor !== closingMinor) {
      throw new Error(
        `Up to block ${last} the statement of ${account} says ${isMinor}, the journal ${closingMinor}`,
      );
    }
    if (openingMinor === 0 && count === 0) continue;
    house.push({ account, openingMinor, inMinor, outMinor, closingMinor });
  }
  const { inMinor, outMinor } = sums.customers;
  const openingMinor = 0 - house.reduce((sum, one) => sum + one.openingMinor, 0);
  const closingMinor = openingMinor + inMinor - outMinor;
  return [{ account: "customers", openingMinor, inMinor, outMinor, closingMinor }, ...house];
}

const isHouse = (account: string) => (HOUSE_ACCOUNTS as readonly string[]).includes(account);

/** Adds up the events of a day. */
class DaySums {
  readonly customers = { inMinor: 0, outMinor: 0 };
  readonly #house = new Map<string, { count: number; inMinor: number; outMinor: number }>();
  readonly #kinds = new Map<TransferKind, { count: number; amountMinor: number }>();
  readonly #counter = new Map<string, Omit<Report["counter"][number], "account" | "accountName">>();
  readonly #opened: { account: string; atMs: number; floatMinor: number }[] = [];
  readonly #counted: { event: TillEventOf<"till_closed" | "safe_counted">; atMs: number }[] = [];

  take(event: Event, atMs: number): void {
    const booking = bookingOf(event);
    if (booking) {
      const { kind } = sideOf(booking, booking.from);
      const known = this.#kinds.get(kind) ?? { count: 0, amountMinor: 0 };
      known.count++;
      known.amountMinor += booking.amountMinor;
      this.#kinds.set(kind, known);
      this.#side(booking.from, -booking.amountMinor);
      this.#side(booking.to, booking.amountMinor);
    }
    if (event.type === "transferred") this.#cash(event);
    if (event.type === "till_opened") this.#opened.push({ ...event, atMs });
    if (event.type === "till_closed" || event.type === "safe_counted") {
      this.#counted.push({ event, atMs });
    }
  }

  /** Members of staff who are named. */
  get staff(): ReadonlySet<string> {
    return new Set([
      ...this.#counter.keys(),
      ...this.#opened.map(({ account }) => account),
      ...this.#counted.flatMap(({ event }) => event.type === "till_closed" ? event.account : []),
    ]);
  }

  of(account: string): { readonly count: number; inMinor: number; outMinor: number } {
    return this.#house.get(account) ?? { count: 0, inMinor: 0, outMinor: 0 };
  }

  told(
    nameOf: (account: string) => string | null,
  ): Pick<Report, "movements" | "counter" | "opened" | "counted"> {
    return {
      movements: [...this.#kinds].map(([kind, moved]) => ({ kind, ...moved })),
      counter: [...this.#counter].map(([account, moved]) => ({
        account,
        accountName: nameOf(account),
        ...moved,
      })),
      opened: this.#opened.map(({ account, atMs, floatMinor }) => ({
        account,
        accountName: nameOf(account),
        atMs,
        floatMinor,
      })),
      counted: this.#counted.map(({ event, atMs }) => countedView(event, { atMs, nameOf })),
    };
  }

  #side(account: string, amountMinor: number): void {
    let sums: { inMinor: number; outMinor: number } = this.customers;
    if (isHouse(account)) {
      const known = this.#house.get(account) ?? { count: 0, inMinor: 0, outMinor: 0 };
      known.count++;
      this.#house.set(account, known);
      sums = known;
    }
    if (amountMinor > 0) sums.inMinor += amountMinor;
    else sums.outMinor -= amountMinor;
  }

  #cash(event: EventOf<"transferred">): void {
    const { by, from, amountMinor } = event;
    if (by === undefined || !movesCash(event)) return;
    const known = this.#counter.get(by) ?? { inCount: 0, inMinor: 0, outCount: 0, outMinor: 0 };
    if (from === "cash") {
      known.inCount++;
      known.inMinor += amountMinor;
    } else {
      known.outCount++;
      known.outMinor += amountMinor;
    }
    this.#counter.set(by, known);
  }
}

function countedView(
  event: TillEventOf<"till_closed" | "safe_counted">,
  { atMs, nameOf }: {
    readonly atMs: number;
    readonly nameOf: (account: string) => string | null;
  },
): Report["counted"][number] {
  const { countedMinor, expectedMinor, reason, by, agreedBy } = event;
  return {
    ...(event.type === "till_closed"
      ? { account: event.account, accountName: nameOf(event.account) }
      : {}),
    atMs,
    countedMinor,
    expectedMinor,
    differenceMinor: countedMinor - expectedMinor,
    reason,
    by,
    ...(agreedBy === undefined ? {} : { agreedBy }),
  };
}

// What a bank is for ever: its name and its currency, as its first start has them from the options, and every later one from the
// journal.
import { spokenCode } from "../bank/spoken_code.ts";
import type { BankKind } from "../bank/bank_kind.ts";
import type { Bank } from "../bank/ledger.ts";
import type { CommitLoop } from "../bank/commit_loop.ts";
import { isDisplayName } from "../bank/credentials.ts";
import { parseAmount } from "../bank/amount.ts";
import { type Currency, currencyOf } from "../bank/money.ts";
import { DISPLAY_NAME_CHARS_MAX } from "../bank/limits.ts";
import { compactCode, plainName } from "../bank/pasted.ts";
import { Refusal } from "../bank/refusal.ts";
import { type BankZone, timeZoneNamed } from "../bank/time_zone.ts";
import { DataError } from "../store/data_error.ts";
import type { Registry } from "../store/registry.ts";
import type { Books } from "./books.ts";
import { CommandError, EXIT } from "../console/exit.ts";
import { line } from "../console/screen.ts";
import type { World } from "../console/world.ts";

const DEFAULT_NAME = "Community Bank";
const DEFAULT_CURRENCY = "INR";

export interface FoundingOptions {
  readonly data: string;
  /** Taken at the first start; later they must agree with what was founded. */
  readonly bankName: string | undefined;
  readonly currency: string | undefined;
  /** IANA name; that of the server unless given, and then staff may change it. */
  readonly timeZone?: string | undefined;
  /** As typed; read with the bank's currency. */
  readonly welcome: string | undefined;
  /** Taken at the first start, likewise: whether it is a bank of mutual credit. */
  readonly kind?: BankKind | undefined;
  /** Of such a bank, as typed: how far below zero every account may go. */
  readonly credit?: string | undefined;
}

/** Whole units of the currency that every account of a bank of mutual credit may go below zero, unless the options say otherwise. */
const USUAL_CREDIT = "1000";

export interface Founding {
  readonly bank: { readonly name: string; readonly currency: Currency };
  /** To be set now: what was asked for, or the server's where there is none yet. */
  readonly timeZone: BankZone;
  readonly welcomeMinor: number;
  /** Of a bank of mutual credit that is founded now. */
  readonly mutual: { readonly creditMinor: number } | null;
}

/** What the journal's first block says the bank is, or what the options will make it. */
export function founding(loop: CommitLoop, options: FoundingOptions): Founding {
  const { welcome } = options;
  const bankName = options.bankName === undefined ? undefined : plainName(options.bankName);
  const code = options.currency === undefined ? undefined : compactCode(options.currency);
  const record = loop.ledger.bank.get("bank");
  const differs = record &&
    ((bankName ?? plainName(record.name)) !== plainName(record.name) ||
      (code ?? record.currency) !== record.currency);
  if (differs) {
    throw new CommandError(
      EXIT.usage,
      line`The bank in ${options.data} is "${record.name}" in ${record.currency}; ` +
        "--name and --currency are fixed at the first start. Leave them out, or choose another --data.",
    );
  }
  if (bankName !== undefined && !isDisplayName(bankName)) {
    throw new CommandError(
      EXIT.usage,
      `Cannot use that --name: expected 1 to ${DISPLAY_NAME_CHARS_MAX} printable characters`,
    );
  }
  const currency = record
    ? { code: record.currency, scale: record.scale }
    : currencyOf(code ?? DEFAULT_CURRENCY);
  const name = record?.name ?? bankName ?? DEFAULT_NAME;
  const welcomeMinor = welcome === undefined ? 0 : parseAmount(welcome, currency);
  const mutual = mutualOf(options, { record, currency });
  if (welcomeMinor > 0 && (mutual ?? record?.mutual)) {
    throw new CommandError(
      EXIT.usage,
      "A bank of mutual credit has no --welcome: money comes into being when customers pay each other.",
    );
  }
  return { bank: { name, currency }, timeZone: zoneOf(options, record), welcomeMinor, mutual };
}

/** @throws {CommandError} where the bank is of another kind, or staff set its credit by now. */
function mutualOf(
  { kind, credit, data }: FoundingOptions,
  { record, currency }: {
    readonly record: Readonly<Bank> | undefined;
    readonly currency: Currency;
  },
): Founding["mutual"] {
  const is: BankKind = record?.mutual ? "mutual" : "money";
  if (record && kind !== undefined && kind !== is) {
    throw new CommandError(
      EXIT.usage,
      line`The bank in ${data} is of the kind "${is}": --kind is fixed at the first start. Leave it out, or choose another --data.`,
    );
  }
  if (credit !== undefined && (record || kind !== "mutual")) {
    throw new CommandError(
      EXIT.usage,
      "--credit belongs to the first start of a bank of --kind mutual. Later, and in other banks, staff set it: bank connect policy --set credit=AMOUNT",
    );
  }
  if (record || kind !== "mutual") return null;
  return { creditMinor: parseAmount(credit ?? USUAL_CREDIT, currency) };
}

/** @throws {CommandError} for a zone that there is not, or that staff have to change. */
function zoneOf(
  { timeZone }: FoundingOptions,
  record: Readonly<{ timeZone: BankZone | null }> | undefined,
): BankZone {
  if (timeZone === undefined) {
    return record?.timeZone ??
      { name: new Intl.DateTimeFormat().resolvedOptions().timeZone, chosen: false };
  }
  const zone = timeZoneNamed(timeZone);
  if (!zone) {
    throw new CommandError(
      EXIT.usage,
      line`There is no time zone "${timeZone}": expected a name such as Asia/Kolkata or Europe/Berlin`,
    );
  }
  const { name } = zone;
  if (record?.timeZone?.chosen && record.timeZone.name !== name) {
    throw new CommandError(
      EXIT.usage,
      line`The days of this bank are those of ${record.timeZone.name}. Leave --time-zone out; its staff can change ` +
        line`that: bank connect time-zone --set ${name}`,
    );
  }
  return { name, chosen: true };
}

/**
 * Founded when all else is ready: a start that fails before has decided nothing for ever, and shows the code of the first
 * officer the next time.
 * @returns a new staff code, at the first start and whenever one was asked for.
 */
export async function foundedWith(
  world: World,
  { loop, people, directory, signing }: Books,
  { plan, newStaffCode }: { readonly plan: Founding; readonly newStaffCode: boolean },
): Promise<string | null> {
  // A founding that was cut after its first block has not shown its code yet.
  const fresh = !loop.ledger.bank.get("bank") || !directory.founded;
  const staffCode = fresh || newStaffCode ? await makeStaffCode(world, people) : null;
  const { bank: { name, currency: { code, scale } }, timeZone, mutual } = plan;
  const kind = mutual ? { mutual } : {};
  const wanted = [
    ...(fresh ? [{ type: "found" as const, name, currency: code, scale, ...kind }] : []),
    { type: "note_key" as const, signingKey: signing.publicKey },
    {
      type: "set_time_zone" as const,
      zone: timeZone.name,
      chosen: timeZone.chosen,
      by: "" as const,
    },
  ];
  for (const outcome of await Promise.all(wanted.map((command) => loop.submit(command)))) {
    if (!(outcome instanceof Refusal)) continue;
    const what = fresh ? "found the bank" : "start the bank";
    throw new DataError(`Cannot ${what}: its journal could not be written; is the disk full?`);
  }
  if (fresh) directory.markFounded();
  return staffCode;
}

async function makeStaffCode({ host }: World, people: Registry): Promise<string> {
  const code = spokenCode(host.random, 2);
  await people.setStaffCode(code);
  return code;
}

// Asks the bank about the lines of a file, and pays them, in as many requests as it takes. Nothing is written down before it is sent,
// as for single payments: the file itself says what was wanted, its lines have the same ids in every run, and so what was cut in the
// middle is asked again without paying twice.
import { Buffer } from "node:buffer";
import { pause } from "../../bank/host.ts";
import { fileLineId } from "../../bank/payment_id.ts";
import { Refusal } from "../../bank/refusal.ts";
import { FRAME_BYTES_MAX, PAYMENTS_PER_REQUEST } from "../../api/limits.ts";
import type { Params, Result } from "../../api/methods.ts";
import { RefusedError } from "../../net/client/client.ts";
import { CommandError, EXIT } from "../../console/exit.ts";
import { line as said } from "../../console/screen.ts";
import type { Customer } from "../customer.ts";
import { untilAnswered } from "../pay.ts";
import { refusalWords } from "../refusal_text.ts";
import { backOffMs } from "../retrying.ts";
import type { PaymentFile, PaymentLine } from "./payment_file.ts";
import type { LineOutcome } from "./result_file.ts";

export type Preview = Result<"previewTransfers">["payments"][number];

/** By their numbers in the file. */
export type Outcomes = Map<number, LineOutcome>;

export interface Previewed {
  readonly of: ReadonlyMap<number, Preview>;
  readonly availableMinor: number;
  /** Why one payment of the sum would wait for its owner. */
  readonly reasons: readonly string[];
}

/** What each line is known by, for ever. */
export function idsOf({ who }: Customer, { hash: file }: PaymentFile): (line: number) => string {
  const from = who!.account;
  return (line) => fileLineId({ from, file, line });
}

type Given = Params<"transfers">["payments"][number];

function given({ line, to, amountMinor, text: memo }: PaymentLine): Given {
  return { line, to, amountMinor, memo };
}

/** Bytes of the payments of one request: with what stands around them they fit into a frame. */
const PART_BYTES_MAX = FRAME_BYTES_MAX - 2_048;

/** As many as one request may have. */
function partsOf(lines: readonly PaymentLine[]): PaymentLine[][] {
  const parts: PaymentLine[][] = [];
  let [part, bytes]: [PaymentLine[], number] = [[], 0];
  for (const one of lines) {
    const size = Buffer.byteLength(JSON.stringify(given(one))) + 1;
    const full = part.length === PAYMENTS_PER_REQUEST || bytes + size > PART_BYTES_MAX;
    if (full && part.length > 0) {
      parts.push(part);
      [part, bytes] = [[], 0];
    }
    part.push(one);
    bytes += size;
  }
  return part.length > 0 ? [...parts, part] : parts;
}

export async function previewed(customer: Customer, file: PaymentFile): Promise<Previewed> {
  const of = new Map<number, Preview>();
  const reasons = new Set<string>();
  let availableMinor: number | null = null;
  const parts = partsOf(file.lines);
  for (const part of parts) {
    for (let left = part; left.length > 0;) {
      const request = { file: file.hash, payments: left.map(given) };
      const told = await answered(
        () => untilAnswered(customer, "", () => customer.call("previewTransfers", request)),
        "No answer from the bank: nothing was paid.",
      );
      availableMinor ??= told.availableMinor;
      for (const reason of told.reasons) reasons.add(reason);
      for (const [place, { line }] of left.entries()) of.set(line, told.payments[place]!);
      const later = left.filter(({ line }) => isThrottled(of.get(line)!));
      if (later.length > 0) await untilFree(customer, of.get(later[0]!.line)!, later.length);
      left = later;
    }
  }
  return { of, availableMinor: availableMinor ?? 0, reasons: [...reasons] };
}

function isThrottled({ refusal }: Preview): boolean {
  return refusal?.code === "throttled";
}

/** So many names may be looked up in a minute, and no more. */
async function untilFree(customer: Customer, { refusal }: Preview, left: number): Promise<void> {
  const { screen, host } = customer.world;
  const waitMs = waitOf(refusal);
  const seconds = Math.ceil(waitMs / 1_000);
  screen.say(
    said`Looking up who would be paid: ${left} lines are left, going on in ${seconds} s ...`,
  );
  await pause(host, waitMs);
}

function waitOf(refusal: { readonly detail: Refusal["detail"] } | undefined): number {
  return Math.max(1, Number(refusal?.detail.retryAfterMs ?? 0) || 0);
}

export interface Paying {
  readonly file: PaymentFile;
  readonly lines: readonly PaymentLine[];
  readonly outcomes: Outcomes;
  readonly password: string | null;
  /** Called whenever more is known. */
  readonly save: () => void;
}

/** New tries of lines that the bank cannot take now, without one of them being taken. */
const TRIES_MAX = 8;

/** Pays the lines, each by itself. @throws {CommandError} with exit code 4 when an answer did not come. */
export async function paid(customer: Customer, paying: Paying): Promise<void> {
  const { file: { hash: file }, lines, outcomes, save } = paying;
  let { password } = paying;
  for (const part of partsOf(lines)) {
    let left = part;
    for (let tries = 0; left.length > 0 && tries <= TRIES_MAX; tries++) {
      const proof = password === null ? {} : { password };
      const request = { file, payments: left.map(given), ...proof };
      const told = await oneRequest(customer, request);
      password = null;
      for (const [place, one] of left.entries()) {
        const known = outcomes.get(one.line)!;
        outcomes.set(one.line, outcomeOf(customer, known, told.payments[place]!));
      }
      save();
      const later = left.filter((_, place) => told.payments[place]!.refusal?.retryable);
      const first = told.payments.find(({ refusal }) => refusal?.retryable);
      if (later.length < left.length) tries = 0;
      left = later;
      if (first) {
        await pause(customer.world.host, Math.max(waitOf(first.refusal), backOffMs(tries)));
      }
    }
  }
}

/** Waits where the bank says for how long. */
async function oneRequest(
  customer: Customer,
  request: Params<"transfers">,
): Promise<Result<"transfers">> {
  for (let tries = 0;; tries++) {
    try {
      return await answered(
        () => untilAnswered(customer, "", () => customer.call("transfers", request)),
        "No answer: some of the payments may have gone through. Run the same command again: what is paid is not paid twice.",
      );
    } catch (error) {
      const wait = error instanceof RefusedError && error.refusal.code === "throttled" &&
        request.password === undefined;
      if (!wait || tries === TRIES_MAX) throw error;
      await pause(customer.world.host, waitOf(error.refusal));
    }
  }
}

async function answered<T>(act: () => Promise<T>, text: string): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof CommandError) || error.exitCode !== EXIT.unknown) throw error;
    throw new CommandError(EXIT.unknown, text);
  }
}

type Told = Pick<Preview, "transfer" | "refusal">;

export function outcomeOf(
  { currency }: Customer,
  known: LineOutcome,
  { transfer, refusal }: Told,
): LineOutcome {
  if (transfer) return { ...known, status: transfer.status, refusal: "", about: "" };
  if (!refusal) return known;
  const { code, detail } = refusal;
  const about = refusalWords(new Refusal(code as Refusal["code"], detail), currency);
  return { ...known, status: "refused", refusal: code, about };
}

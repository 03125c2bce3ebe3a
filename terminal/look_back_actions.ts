// `bank connect statement`, `payees` and `sessions`: looking back, for people and scripts.
import { accountNumberText } from "../bank/account_number.ts";
import type { Customer } from "./customer.ts";
import { usageError } from "../console/exit.ts";
import { writeFile } from "../console/files.ts";
import type { ActOf } from "./words/connect_words.ts";
import { line } from "../console/screen.ts";
import { meant, sessionText } from "./session_text.ts";
import { show } from "./show.ts";
import { formatOf, formatted } from "./statement/formats.ts";
import { fetchStatement, periodOf } from "./statement/period.ts";

/** Entries looked through for payees. */
const PAYEE_ENTRIES = 200;

export async function statement(customer: Customer, act: ActOf<"statement">): Promise<void> {
  const { world: { screen, host }, flags } = customer;
  const wanted = act.format ?? (act.out === undefined ? "text" : formatOf(act.out));
  if (act.bom && wanted !== "csv") throw usageError("--bom goes with --format csv");
  const period = periodOf(act.from, act.to, host.clock());
  const made = await fetchStatement(customer, period);
  const format = flags.json && wanted === "text" ? "jsonl" : wanted;
  const text = formatted(made, format, { byteOrderMark: act.bom });
  if (act.out === undefined) return screen.out(text.trimEnd());
  writeFile(act.out, text);
  screen.say(line`${made.entries.length} entries written to ${act.out}.`);
}

export async function payees(customer: Customer): Promise<void> {
  const { entries } = await customer.call("history", { limit: PAYEE_ENTRIES });
  const known = new Map<string, string>();
  for (const { kind, amountMinor, counterparty, counterpartyName } of entries) {
    const paid = kind === "transfer" && amountMinor < 0 && counterpartyName !== null;
    if (paid && !known.has(counterparty)) known.set(counterparty, counterpartyName);
  }
  const { screen } = customer.world;
  for (const [account, displayName] of known) {
    const text = line`${accountNumberText(account)}  ${displayName}`;
    screen.out(customer.flags.json ? JSON.stringify({ account, displayName }) : text);
  }
  if (known.size === 0) screen.say("Nobody has been paid yet.");
}

export async function sessions(customer: Customer, act: ActOf<"sessions">): Promise<void> {
  if (act.end !== undefined) await endOne(customer, act.end);
  if (act.endOthers) await customer.call("endOtherSessions", {});
  const { sessions: known } = await customer.call("sessions", {});
  show(customer, { sessions: known }, known.map(sessionText).join("\n"));
}

async function endOne(customer: Customer, given: string): Promise<void> {
  const { sessions: known } = await customer.call("sessions", {});
  const [found, ...more] = meant(known, given);
  if (!found || more.length > 0) {
    const told = known.some(({ id }) => id !== undefined);
    throw usageError(
      !told
        ? "This bank cannot end a single session: use --end-others"
        : line`Cannot tell which session "${given}" is: expected what \`bank connect sessions\` shows first on its line`,
    );
  }
  if (found.current) {
    throw usageError("That is the session of this command: `bank connect log-out` ends it");
  }
  await customer.call("endOtherSessions", { session: found.id });
}

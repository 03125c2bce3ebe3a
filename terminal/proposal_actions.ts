// `bank connect proposals`, and --propose of other commands: what one member of staff asks another one to agree to.
import { accountNumberText } from "../bank/account_number.ts";
import { proposalDetails } from "../bank/staff/proposal_details.ts";
import { moneyText } from "../bank/money.ts";
import type { Params, Result } from "../api/methods.ts";
import { dateTime } from "../console/bank_time.ts";
import { CommandError, EXIT } from "../console/exit.ts";
import { confirmed } from "./confirmed.ts";
import { line } from "../console/screen.ts";
import { type Customer, passwordFor } from "./customer.ts";
import { show } from "./show.ts";
import type { ActOf } from "./words/connect_words.ts";

export type Proposal = Result<"proposals">["proposals"][number];
type Wish = Pick<Params<"propose">, "method" | "params" | "why">;

/** Instead of doing it. @param password where it was asked for already. */
export async function propose(customer: Customer, wish: Wish, password?: string): Promise<void> {
  const proposal = customer.newTransferId();
  const given = password ?? await passwordFor(customer, "Your password: ");
  const made = await customer.call("propose", { proposal, ...wish, password: given });
  show(customer, made, proposedText(customer, made));
}

export function proposedText(customer: Customer, made: Result<"propose">): string {
  return [
    line`Proposed, and not done yet: ${proposalText(customer, made)}`,
    line`A colleague agrees: bank connect proposals agree ${made.proposal}`,
    ...(made.code === undefined ? [] : [
      line`Code of the invitation, shown only now, which works once that is done:   ${made.code}`,
    ]),
  ].join("\n");
}

export async function proposals(
  customer: Customer,
  { verb, proposal: named, yes }: ActOf<"proposals">,
): Promise<void> {
  const { proposals: known } = await customer.call("proposals", {});
  if (verb === "list") {
    const lines = known.map((one) => line`${one.proposal}  ${proposalText(customer, one)}`);
    const text = lines.length > 0 ? lines.join("\n") : "Nothing waits.";
    return show(customer, { proposals: known }, text);
  }
  const open = known.filter(({ state, proposal }) =>
    state === "open" && named !== undefined && proposal.startsWith(named)
  );
  if (open.length !== 1) {
    throw new CommandError(
      EXIT.refused,
      line`No proposal that waits begins with "${
        named ?? ""
      }", or several do: see bank connect proposals.`,
    );
  }
  // What is agreed to is what is read here.
  const one = open[0]!;
  customer.world.screen.say(proposalText(customer, one));
  const question = verb === "agree" ? "Agree to this?" : "End it?";
  if (!yes) await confirmed(customer, question, "Nothing was changed.");
  const done = verb === "agree"
    ? await customer.call("agreeProposal", { ...seen(one), password: await passwordOf(customer) })
    : await customer.call("endProposal", { proposal: one.proposal });
  show(customer, done, line`${proposalText(customer, done)}`);
}

const passwordOf = (customer: Customer) => passwordFor(customer, "Your password: ");

export function seen({ proposal, hash }: Proposal): Pick<Proposal, "proposal" | "hash"> {
  return { proposal, hash };
}

const WHAT: Readonly<Record<Proposal["method"], string>> = {
  cashIn: "cash in",
  cashOut: "cash out",
  reverse: "take back",
  assignLine: "assign a line of another bank",
  setPolicy: "set thresholds",
  setAccountLimits: "set payment limits",
  setBankDetails: "set where customers pay in",
  makePayoutBatch: "send payouts",
  setCredit: "set credit",
  closeTill: "close a till with a difference",
  countSafe: "count the safe with a difference",
  setStaffRole: "set a role",
  inviteStaff: "invite",
};

const STATES: Readonly<Record<Proposal["state"], string>> = {
  open: "waits",
  agreed: "agreed to and done",
  declined: "declined",
  withdrawn: "withdrawn",
  lapsed: "lapsed",
};

/** What is asked for, of whom, by whom and why; of what it would do everything that its command says. */
export function proposalText({ currency }: Customer, one: Proposal): string {
  const money = one.amountMinor === undefined
    ? ""
    : line` of ${moneyText(one.amountMinor, currency)}`;
  const account = one.account === undefined || one.account === ""
    ? ""
    : line` for ${one.accountName ?? one.account} (${accountNumberText(one.account)})`;
  const until = one.state === "open" ? line`, until ${dateTime(one.expiresAtMs)}` : "";
  const details = proposalDetails(one.params)
    .map(({ name, value, minor }) =>
      line`; ${name}: ${minor === null ? value : moneyText(minor, currency)}`
    ).join("");
  return line`${WHAT[one.method] ?? String(one.method)}` + money + account + details +
    line`. By ${one.byName ?? one.by}: "${one.why}"; ` +
    line`${STATES[one.state] ?? String(one.state)}` + until;
}

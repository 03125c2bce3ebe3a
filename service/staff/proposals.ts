// Four eyes: one member of staff proposes a call of a method, another one agrees to exactly that. The command is made by the method's
// own code, without being sent.
import { Fault } from "../../api/message.ts";
import { METHODS, type Parsed, type Result, shapeProblem } from "../../api/methods.ts";
import type { PROPOSABLE_METHODS, ProposalView } from "../../api/staff_methods.ts";
import type { ProposableCommand } from "../../bank/command.ts";
import { Refusal } from "../../bank/refusal.ts";
import { accountsOf, amountOf, commandIn } from "../../bank/staff/agreement.ts";
import { paymentReferenceOf } from "../../bank/pay_in/payment_reference.ts";
import { dutyFor } from "../../bank/staff/command_duty.ts";
import { isPending } from "../../bank/staff/decide_proposal.ts";
import { hasDuty } from "../../bank/staff/members.ts";
import type { Proposal } from "../../bank/staff/record.ts";
import { submitFor } from "../acting.ts";
import { policyCommand } from "../holds.ts";
import { proveAgain } from "../identity/authentication.ts";
import { identityOf } from "../identity/session_gate.ts";
import type { Session } from "../identity/session.ts";
import { creditCommand } from "../credit/credits.ts";
import { assignCommand } from "../lines.ts";
import { accountLimitsCommand } from "../payment_limits/payment_limits.ts";
import { detailsCommand } from "../pay_in.ts";
import { batchCommand } from "../payouts/payouts.ts";
import { cashCommand, reverseCommand } from "../payments.ts";
import type { Handlers, Service } from "../service.ts";
import { closeCommand, safeCommand } from "../tills/tills.ts";
import { inviteCommand, roleCommand } from "./staff.ts";

type ProposalMethods = "propose" | "proposals" | "agreeProposal" | "endProposal";

export function proposalHandlers(service: Service): Pick<Handlers, ProposalMethods> {
  return {
    propose: (session, params) => propose(service, session, params),
    proposals: (session) => proposals(service, identityOf(session).account),
    agreeProposal: async (session, { proposal, hash, password }) => {
      const staff = await proveAgain(service, session, password);
      if (staff instanceof Refusal) return staff;
      const by = staff.account;
      const command = { type: "agree" as const, proposal, hash, by };
      return await shown(service, session, command);
    },
    endProposal: (session, { proposal }) => {
      const by = identityOf(session).account;
      return shown(service, session, { type: "end_proposal", proposal, by });
    },
  };
}

type ProposableMethod = typeof PROPOSABLE_METHODS[number];

interface Made {
  readonly command: ProposableCommand;
  /** Of an invitation. */
  readonly code?: string;
}

type Making<M extends ProposableMethod> = (
  service: Service,
  params: Parsed<M>,
  by: string,
) => Made | Refusal | Promise<Made | Refusal>;

const MAKERS: { readonly [M in ProposableMethod]: Making<M> } = {
  cashIn: (_, params, by) => made(cashCommand({ type: "cash_in", ...params }, by)),
  cashOut: (_, params, by) => made(cashCommand({ type: "cash_out", ...params }, by)),
  reverse: (_, params, by) => made(reverseCommand(params, by)),
  assignLine: async (service, params, by) => made(await assignCommand(service, params, by)),
  setPolicy: (_, params, by) => made(policyCommand(params, by)),
  setAccountLimits: (_, params, by) => made(accountLimitsCommand(params, by)),
  setBankDetails: (_, params, by) => made(detailsCommand(params, by)),
  setCredit: (_, params, by) => made(creditCommand(params, by)),
  closeTill: (_, params, by) => made(closeCommand(params, by)),
  countSafe: (_, params, by) => made(safeCommand(params, by)),
  makePayoutBatch: (_, params, by) => made(batchCommand(params, by)),
  setStaffRole: (_, params, by) => made(roleCommand(params, by)),
  inviteStaff: (service, params, by) => inviteCommand(service, params, by),
};

function made(command: ProposableCommand | Refusal): Made | Refusal {
  return command instanceof Refusal ? command : { command };
}

async function propose(
  service: Service,
  session: Session,
  { proposal, method, params, why, password }: Parsed<"propose">,
): Promise<Result<"propose"> | Refusal | Fault> {
  const staff = await proveAgain(service, session, password);
  if (staff instanceof Refusal) return staff;
  const shape = METHODS[method].params;
  // Who proposes has given it already.
  const secret = "password" in shape.shape ? { password } : {};
  const parsed = shape.safeParse({ ...params, ...secret });
  if (!parsed.success) {
    return new Fault("invalid_params", `params: ${shapeProblem(parsed.error)}`);
  }
  // The table pairs each maker with the schema that produced its parameters.
  const make = MAKERS[method] as Making<ProposableMethod>;
  const wanted = await make(service, parsed.data as never, staff.account);
  if (wanted instanceof Refusal) return wanted;
  const { command, code } = wanted;
  const by = staff.account;
  const asked = { type: "propose" as const, proposal, command, why, by };
  const view = await shown(service, session, asked);
  return view instanceof Refusal || code === undefined ? view : { ...view, code };
}

async function shown(
  service: Service,
  session: Session,
  command: Parameters<typeof submitFor>[2] & { readonly proposal: string },
): Promise<ProposalView | Refusal> {
  const outcome = await submitFor(service, session, command);
  if (outcome instanceof Refusal) return outcome;
  const { account } = identityOf(session);
  return await viewOf(service, service.loop.ledger.proposals.get(command.proposal)!, account);
}

/** Ended and lapsed ones that are told besides those that wait. */
const PAST_SHOWN = 20;

async function proposals(service: Service, viewer: string): Promise<Result<"proposals">> {
  const nowMs = service.host.clock();
  const all = [...service.loop.ledger.proposals.rows()].map(([, one]) => one)
    .sort((one, other) => one.proposedAtMs - other.proposedAtMs);
  const past = all.filter((one) => !isPending(one, nowMs)).slice(-PAST_SHOWN).reverse();
  const told = [...all.filter((one) => isPending(one, nowMs)), ...past];
  return { proposals: await Promise.all(told.map((one) => viewOf(service, one, viewer))) };
}

const METHOD_OF: Readonly<Record<ProposableCommand["type"], ProposableMethod>> = {
  cash_in: "cashIn",
  cash_out: "cashOut",
  reverse: "reverse",
  assign_line: "assignLine",
  set_policy: "setPolicy",
  set_account_limits: "setAccountLimits",
  set_bank_details: "setBankDetails",
  make_payout_batch: "makePayoutBatch",
  set_credit: "setCredit",
  close_till: "closeTill",
  count_safe: "countSafe",
  appoint: "setStaffRole",
  invite_staff: "inviteStaff",
};

async function viewOf(
  { loop: { ledger }, names, host }: Service,
  row: Readonly<Proposal>,
  viewer: string,
): Promise<ProposalView> {
  const { proposal, why, by, proposedAtMs, expiresAtMs, hash, ended, endedBy } = row;
  const command = commandIn(row);
  const { type, by: _, agreedBy: _agreed, ...given } = command;
  const params = "payouts" in given
    ? { ...given, payouts: given.payouts.map(paymentReferenceOf) }
    : given;
  // Of many accounts none stands for the others.
  const [account] = type === "make_payout_batch" ? [] : accountsOf(ledger, command);
  const amountMinor = amountOf(ledger, command);
  const waits = isPending(row, host.clock());
  const concerned = viewer === by || accountsOf(ledger, command).includes(viewer);
  const about = account === undefined ? {} : { account, accountName: await names.load(account) };
  return {
    proposal,
    method: METHOD_OF[type],
    params,
    ...(amountMinor === null ? {} : { amountMinor }),
    ...about,
    why,
    by,
    byName: await names.load(by),
    proposedAtMs,
    expiresAtMs,
    hash,
    state: ended ?? (waits ? "open" : "lapsed"),
    endedBy,
    mayAgree: waits && !concerned && hasDuty(ledger, viewer, dutyFor(command)!),
  };
}

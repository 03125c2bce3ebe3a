// Decides about proposals: made by one member of staff, agreed to, declined or withdrawn by another. What was proposed is decided
// anew when it is agreed to (bank/decide.ts), with the roles and the money of that moment.
import { firstOf } from "../checks.ts";
import type { CommandOf, ProposableCommand } from "../command.ts";
import { type Decision, NOTHING } from "../decision.ts";
import type { Ledger } from "../ledger.ts";
import { PROPOSAL_LIFETIME_MS, PROPOSALS_OF_ONE_MAX, PROPOSALS_OPEN_MAX } from "../limits.ts";
import { Refusal } from "../refusal.ts";
import { accountsOf, commandIn, proposalHash } from "./agreement.ts";
import { dutyFor } from "./command_duty.ts";
import { hasDuty } from "./members.ts";
import type { Proposal } from "./record.ts";
import { rolesWith } from "./roles.ts";

/** @param asAgreed whether it could be done if another one agreed at this moment. */
export function decidePropose(
  ledger: Ledger,
  { proposal, command, why, by }: CommandOf<"propose">,
  { nowMs, asAgreed }: {
    readonly nowMs: number;
    readonly asAgreed: (command: ProposableCommand) => Decision;
  },
): Decision {
  const hash = proposalHash(command);
  const known = ledger.proposals.get(proposal);
  if (known) {
    const same = known.hash === hash && known.by === by;
    return same ? NOTHING : new Refusal("id_reused", { id: proposal });
  }
  const possible = asAgreed({ ...command, agreedBy: by });
  const refusal = firstOf(
    possible instanceof Refusal ? possible : null,
    roomRefusal(ledger, by, nowMs),
  );
  const expiresAtMs = nowMs + PROPOSAL_LIFETIME_MS;
  return refusal ?? [{ type: "proposed", proposal, command, hash, why, expiresAtMs, by }];
}

function roomRefusal(ledger: Ledger, by: string, nowMs: number): Refusal | null {
  let [all, own] = [0, 0];
  for (const [, one] of ledger.proposals.rows()) {
    if (!isPending(one, nowMs)) continue;
    all++;
    if (one.by === by) own++;
  }
  const [limit, max, used] = own >= PROPOSALS_OF_ONE_MAX
    ? ["own_open_proposals", PROPOSALS_OF_ONE_MAX, own] as const
    : ["open_proposals", PROPOSALS_OPEN_MAX, all] as const;
  return used < max ? null : new Refusal("limit_exceeded", { limit, max, used });
}

/** @returns the command to run with both names, nothing where that has been done, or why it may not be. */
export function agreedCommand(
  ledger: Ledger,
  { proposal, hash, by }: CommandOf<"agree">,
  nowMs: number,
): ProposableCommand | typeof NOTHING | Refusal {
  const known = ledger.proposals.get(proposal);
  if (known?.ended === "agreed" && known.endedBy === by && known.hash === hash) return NOTHING;
  if (!known || !isPending(known, nowMs) || known.hash !== hash) {
    return new Refusal("no_such_proposal", { proposal });
  }
  const command = commandIn(known);
  const own = by === known.by || accountsOf(ledger, command).includes(by);
  return dutyProblem(ledger, command, [known.by, by]) ??
    (own ? new Refusal("same_staff", { account: by }) : { ...command, agreedBy: by });
}

/** Who has lost the role since has proposed nothing. */
function dutyProblem(
  ledger: Ledger,
  command: ProposableCommand,
  both: readonly string[],
): Refusal | null {
  const duty = dutyFor(command)!;
  const bothMay = both.every((one) => hasDuty(ledger, one, duty));
  return bothMay ? null : new Refusal("not_allowed", { needs: rolesWith(duty) });
}

/** By who proposed it: withdrawn. By another who could have agreed: declined. */
export function decideEndProposal(
  ledger: Ledger,
  { proposal, by }: CommandOf<"end_proposal">,
  nowMs: number,
): Decision {
  const known = ledger.proposals.get(proposal);
  const why = by === known?.by ? "withdrawn" as const : "declined" as const;
  if (known?.ended === why && known.endedBy === by) return NOTHING;
  if (!known || !isPending(known, nowMs)) return new Refusal("no_such_proposal", { proposal });
  const refusal = why === "withdrawn" ? null : dutyProblem(ledger, commandIn(known), [by]);
  return refusal ?? [{ type: "proposal_ended", proposal, why, by }];
}

/** Whether it waits for another member of staff. */
export function isPending({ ended, expiresAtMs }: Readonly<Proposal>, nowMs: number): boolean {
  return ended === null && nowMs < expiresAtMs;
}

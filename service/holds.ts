// What an owner does about suspicious activity: held payments, freezing; and the thresholds that staff set.
import type { CommandOf } from "../bank/command.ts";
import type { Ledger } from "../bank/ledger.ts";
import { Refusal } from "../bank/refusal.ts";
import { agreementFromMinor } from "../bank/staff/agreement.ts";
import { policyOf } from "../bank/suspicion.ts";
import { submitFor } from "./acting.ts";
import type { Encoded } from "../api/message.ts";
import type { Parsed, Result } from "../api/methods.ts";
import type { TransferView } from "../api/answers.ts";
import { submitTransfer, transferView } from "./payments.ts";
import type { Handlers, Service } from "./service.ts";
import { identityOf } from "./identity/session_gate.ts";
import type { Session } from "./identity/session.ts";
import { proveAgain, proveOwner } from "./identity/authentication.ts";
import { allBut, revokeSessions } from "./identity/taking_up.ts";

type GuardingMethods =
  | "holds"
  | "confirmHold"
  | "cancelHold"
  | "freeze"
  | "unfreeze"
  | "policy"
  | "setPolicy";

export function guardingHandlers(service: Service): Pick<Handlers, GuardingMethods> {
  const { ledger } = service.loop;
  return {
    holds(session) {
      const ids = ledger.accounts.get(identityOf(session).account)?.holds ?? [];
      return { holds: ids.map((id) => transferView(ledger.transfers.get(id)!)) };
    },
    confirmHold: (session, params) => confirmHold(service, session, params),
    cancelHold: (session, { id }) =>
      submitTransfer(service, session, {
        command: { type: "cancel_hold", id, owner: identityOf(session).account },
      }),
    freeze: (session) => freeze(service, session),
    unfreeze: (session, { password }) => unfreeze(service, session, password),
    policy: () => policyView(ledger),
    setPolicy: (session, params) => setPolicy(service, session, params),
  };
}

/** Programs of release 0.1 take numbers only: what is never needed is left out. */
function policyView(ledger: Ledger): Result<"policy"> {
  const { agreementMinor: _, ...policy } = policyOf(ledger);
  const fromMinor = agreementFromMinor(ledger);
  const agreement = fromMinor === null ? {} : { agreementMinor: fromMinor };
  return { fcraRequired: 1, ...policy, ...agreement };
}

/** Not by the machine that the payment waits for: who has stolen a password has it twice. */
async function confirmHold(
  service: Service,
  session: Session,
  { id, password }: Parsed<"confirmHold">,
): Promise<Encoded<TransferView> | Refusal> {
  const owner = await proveOwner(service, session, password);
  if (owner instanceof Refusal) return owner;
  return await submitTransfer(service, session, {
    command: { type: "confirm_hold", id, owner: owner.account },
  });
}

/** Needs no password: stopping payments must be quick. Ends the owner's other sessions for good. */
async function freeze(
  service: Service,
  session: Session,
): Promise<Result<"freeze"> | Refusal> {
  const { account, sessionToken } = identityOf(session);
  const outcome = await submitFor(service, session, { type: "freeze", account });
  if (outcome instanceof Refusal) return outcome;
  await service.people.endSessions(account, sessionToken);
  await revokeSessions(service, account, allBut(session, sessionToken));
  return {};
}

async function unfreeze(
  service: Service,
  session: Session,
  password: string,
): Promise<Result<"unfreeze"> | Refusal> {
  const owner = await proveOwner(service, session, password);
  if (owner instanceof Refusal) return owner;
  const outcome = await submitFor(service, session, { type: "unfreeze", account: owner.account });
  return outcome instanceof Refusal ? outcome : {};
}

async function setPolicy(
  service: Service,
  session: Session,
  params: Parsed<"setPolicy">,
): Promise<Result<"setPolicy"> | Refusal> {
  const staff = await proveAgain(service, session, params.password);
  if (staff instanceof Refusal) return staff;
  const command = policyCommand(params, staff.account);
  const outcome = await submitFor(service, session, command);
  return outcome instanceof Refusal ? outcome : policyView(service.loop.ledger);
}

export function policyCommand(
  { policy: changes }: Pick<Parsed<"setPolicy">, "policy">,
  by: string,
): CommandOf<"set_policy"> {
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  return { type: "set_policy", policy: Object.fromEntries(given), by };
}

// Payment limits: shown, lowered and raised by their owner, set by staff. What they allow is decided with each payment.
import type { CommandOf } from "../../bank/command.ts";
import {
  bankLimit,
  limitOf,
  limitSetOf,
  ownLimit,
  pendingIn,
  usedOf,
} from "../../bank/payment_limits/payment_limits.ts";
import { Refusal } from "../../bank/refusal.ts";
import type { Parsed, Result } from "../../api/methods.ts";
import { submitFor } from "../acting.ts";
import { newDeviceWaitMs, proveAgain } from "../identity/authentication.ts";
import type { Session } from "../identity/session.ts";
import { identityOf } from "../identity/session_gate.ts";
import type { Handlers, Service } from "../service.ts";

type LimitMethods = "limits" | "setLimits" | "accountLimits" | "setAccountLimits";

export function limitHandlers(service: Service): Pick<Handlers, LimitMethods> {
  return {
    limits: (session) => limitsView(service, identityOf(session).account),
    setLimits: (session, params) => setLimits(service, session, params),
    accountLimits: (_session, { account }) =>
      service.loop.ledger.accounts.get(account)?.kind === "customer"
        ? limitsView(service, account)
        : new Refusal("no_such_account", { account }),
    setAccountLimits: async (session, params) => {
      const staff = await proveAgain(service, session, params.password);
      if (staff instanceof Refusal) return staff;
      return await change(service, session, accountLimitsCommand(params, staff.account));
    },
  };
}

type LimitsView = Result<"limits">;

export function limitsView({ loop: { ledger }, host }: Service, account: string): LimitsView {
  const nowMs = host.clock();
  const known = ledger.paymentLimits.get(account);
  const { payees, ...used } = usedOf(ledger, account, nowMs);
  const pending = pendingIn(known, nowMs);
  return {
    limits: limitSetOf((name) => limitOf(ledger, account, name, nowMs)),
    bank: limitSetOf((name) => bankLimit(ledger, account, name)),
    set: { ...known?.set },
    own: limitSetOf((name) => ownLimit(known, name, nowMs)),
    ...(pending ? { later: { own: { ...pending.own }, fromMs: pending.fromMs } } : {}),
    used: { ...used, dayPayees: payees.length },
  };
}

/** With the password. Whether it makes anything higher is seen when it is decided: that a machine may do only when it is known. */
async function setLimits(
  service: Service,
  session: Session,
  { password, limits }: Parsed<"setLimits">,
): Promise<LimitsView | Refusal> {
  const owner = await proveAgain(service, session, password);
  if (owner instanceof Refusal) return owner;
  return await change(service, session, {
    type: "set_own_limits",
    owner: owner.account,
    limits: given(limits),
    raisesFromMs: service.host.clock() + newDeviceWaitMs(service, session),
  });
}

export function accountLimitsCommand(
  { account, limits, reason }: Pick<Parsed<"setAccountLimits">, "account" | "limits" | "reason">,
  by: string,
): CommandOf<"set_account_limits"> {
  return { type: "set_account_limits", account, limits: given(limits), reason, by };
}

function given(limits: Parsed<"setLimits">["limits"]) {
  return Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined));
}

async function change(
  service: Service,
  session: Session,
  command: CommandOf<"set_own_limits" | "set_account_limits">,
): Promise<LimitsView | Refusal> {
  const outcome = await submitFor(service, session, command);
  if (outcome instanceof Refusal) return outcome;
  const account = command.type === "set_own_limits" ? command.owner : command.account;
  return limitsView(service, account);
}

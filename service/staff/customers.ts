// Staff and the accounts of customers: a look, with its reason in the journal before anything is shown; freezing, which ends the owner's
// sessions, and letting go again; and what all staff have done on a day.
import type { AccountActCommand } from "../../bank/staff/account_event.ts";
import { staffFreezeOf } from "../../bank/staff/account_acts.ts";
import { Refusal } from "../../bank/refusal.ts";
import type { Parsed, Result } from "../../api/methods.ts";
import { balanceOf, history } from "../accounts.ts";
import { isStill, submitFor } from "../acting.ts";
import { proveAgain } from "../identity/authentication.ts";
import type { Session } from "../identity/session.ts";
import { identityOf, throttled } from "../identity/session_gate.ts";
import { revokeSessions } from "../identity/taking_up.ts";
import { limitsView } from "../payment_limits/payment_limits.ts";
import { transferView } from "../payments.ts";
import type { Handlers, Service } from "../service.ts";
import { dutyRefusal } from "./duties.ts";

type CareMethods = "viewAccount" | "freezeAccount" | "unfreezeAccount" | "staffActs";

export function careHandlers(service: Service): Pick<Handlers, CareMethods> {
  return {
    viewAccount: (session, params) => view(service, session, params),
    freezeAccount: (session, { account, reason }) => freeze(service, session, { account, reason }),
    unfreezeAccount: async (session, { password, ...about }) => {
      const staff = await proveAgain(service, session, password);
      if (staff instanceof Refusal) return staff;
      const { account: by } = staff;
      return await act(service, session, { type: "staff_unfreeze", ...about, by });
    },
    staffActs: async (_session, params) => {
      const { actsOf } = await import("./staff_acts.ts");
      return await actsOf(service, params);
    },
  };
}

async function act(
  service: Service,
  session: Session,
  command: AccountActCommand,
): Promise<Result<"freezeAccount"> | Refusal> {
  const outcome = await submitFor(service, session, command);
  if (outcome instanceof Refusal) return outcome;
  const { account } = command;
  return { account, status: service.loop.ledger.accounts.get(account)!.status };
}

async function freeze(
  service: Service,
  session: Session,
  about: Parsed<"freezeAccount">,
): Promise<Result<"freezeAccount"> | Refusal> {
  const by = identityOf(session).account;
  const done = await act(service, session, { type: "staff_freeze", ...about, by });
  if (done instanceof Refusal) return done;
  await service.people.endSessions(about.account);
  await revokeSessions(service, about.account, () => true);
  return done;
}

async function view(
  service: Service,
  session: Session,
  { account, reason, after, limit }: Parsed<"viewAccount">,
): Promise<Result<"viewAccount"> | Refusal> {
  const by = identityOf(session).account;
  const wait = service.lookUps.take(by, service.host.clock());
  if (wait > 0) return throttled(wait);
  const looked = await submitFor(service, session, { type: "view_account", account, reason, by });
  if (looked instanceof Refusal) return looked;
  const { loop: { ledger }, people } = service;
  const person = await people.person(account);
  const sessions = person ? await people.sessions(account, "") : [];
  const page = await history(service, { account, openKinds: session.openKinds }, { after, limit });
  // The role may have gone while the journal was written.
  const gone = isStill(session, { account: by })
    ? dutyRefusal(ledger, by, "books")
    : new Refusal("session_expired");
  if (gone) return gone;
  const { status, openedAtMs, holds } = ledger.accounts.get(account)!;
  const freeze = staffFreezeOf(ledger, account);
  return {
    account,
    accountName: person?.displayName ?? null,
    userName: person?.userName ?? null,
    status,
    ...(freeze === null ? {} : { staffFreeze: freeze }),
    openedAtMs,
    ...balanceOf(service, account),
    limits: limitsView(service, account),
    holds: holds.map((id) => transferView(ledger.transfers.get(id)!)),
    sessions: sessions.length,
    secondFactor: person?.totp?.confirmed ?? false,
    ...page,
  };
}

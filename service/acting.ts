// The moment at which a signed-in customer acts. What was true when the request came may have been revoked while a password
// was compared or a name was looked up, so it is looked at again in the very turn in which the bank decides.
import type { Outcome, Settle } from "../bank/batch.ts";
import { askerOf, type Command } from "../bank/command.ts";
import type { Ledger } from "../bank/ledger.ts";
import { Refusal } from "../bank/refusal.ts";
import { dutyFor } from "../bank/staff/command_duty.ts";
import { dutyRefusal } from "./staff/duties.ts";
import type { Service } from "./service.ts";
import type { Session } from "./identity/session.ts";

/** Whether the session is (still) the one of this account. */
export function isStill(
  { identity, over }: Session,
  { account }: { readonly account: string },
): boolean {
  return !over && identity?.account === account;
}

/** @returns why who is signed in there may not, or no longer, ask for this. */
function actingRefusal(ahead: Ledger, session: Session, command: Command): Refusal | null {
  const account = askerOf(command);
  if (!isStill(session, { account })) return new Refusal("session_expired");
  const duty = dutyFor(command);
  return duty === null ? null : dutyRefusal(ahead, account, duty);
}

/** As `CommitLoop.send`, for who is signed in at this moment. */
export function sendFor(
  { loop }: Pick<Service, "loop">,
  session: Session,
  { command, settle }: { readonly command: Command; readonly settle: Settle },
): void {
  // A command may wait for an old id to be looked up, or for another block: it is asked again whenever it is decided.
  loop.send(command, settle, (ahead) => actingRefusal(ahead, session, command));
}

/** As `CommitLoop.submit`, likewise. */
export function submitFor(
  service: Pick<Service, "loop">,
  session: Session,
  command: Command,
): Promise<Outcome> {
  return new Promise((settle) => sendFor(service, session, { command, settle }));
}

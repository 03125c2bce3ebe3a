// The moment at which a signed-in customer acts. What was true when the request came may have been revoked while a password
// was compared or a name was looked up, so it is looked at again in the very turn in which the bank decides.
import type { Outcome, Settle } from "../bank/batch.ts";
import { askerOf, type Command } from "../bank/command.ts";
import { Refusal } from "../bank/refusal.ts";
import type { Service } from "./service.ts";
import type { Session } from "./identity/session.ts";

/** Whether the session is (still) the one of this account. */
export function isStill(
  { identity, over }: Session,
  { account }: { readonly account: string },
): boolean {
  return !over && identity?.account === account;
}

/** @returns the refusal `session_expired` when the session is not, or no longer, the one of who asks for this. */
function actingRefusal(session: Session, command: Command): Refusal | null {
  const staff = !("by" in command) || session.identity?.role === "staff";
  const still = staff && isStill(session, { account: askerOf(command) });
  return still ? null : new Refusal("session_expired");
}

/** As `CommitLoop.send`, for who is signed in at this moment. */
export function sendFor(
  { loop }: Pick<Service, "loop">,
  session: Session,
  { command, settle }: { readonly command: Command; readonly settle: Settle },
): void {
  // A command may wait for an old id to be looked up, or for another block: it is asked again whenever it is decided.
  loop.send(command, settle, () => actingRefusal(session, command));
}

/** As `CommitLoop.submit`, likewise. */
export function submitFor(
  service: Pick<Service, "loop">,
  session: Session,
  command: Command,
): Promise<Outcome> {
  return new Promise((settle) => sendFor(service, session, { command, settle }));
}

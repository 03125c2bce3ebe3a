// What a handler may rely on when it is called, and the refusal of what comes too often.
import { Refusal } from "../../bank/refusal.ts";
import type { Identity, Session } from "./session.ts";

/** The identity that the access gate (service/router.ts) has made sure of. */
export function identityOf(session: Session): Identity {
  if (!session.identity) throw new Error("No identity: the access gate was passed by");
  return session.identity;
}

/** What comes too often is refused. @param retryAfterMs rounded up to a whole millisecond. */
export function throttled(retryAfterMs: number): Refusal {
  return new Refusal("throttled", { retryAfterMs: Math.ceil(retryAfterMs) });
}

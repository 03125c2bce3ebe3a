// Alerts to sessions, as what a method does needs them. How they travel is another room's (net/udp/alert_hub.ts).
import type { Position } from "../bank/trace.ts";
import type { Session } from "./identity/session.ts";

/** What a session needs to receive its alerts: the name of its stream, and the keys of either direction (32 bytes as hex). */
export interface Listening {
  readonly session: string;
  readonly clientKey: string;
  readonly serverKey: string;
}

export interface AlertDelivery {
  /** Begins (again) to deliver a session's alerts, with new keys. */
  listen(session: Session, account: string): Listening;
  /** Before the sessions of an account end: all that waits for them is sent. */
  settle(account: string): Promise<void>;
  /** The newest entry and notice of an account. */
  position(account: string): Position;
}

// A session as its owner has to read it to know whose it is: which program, from where, used when.
import { plainCode } from "../bank/pasted.ts";
import type { Result } from "../api/methods.ts";
import { dateTime } from "../console/bank_time.ts";
import { line } from "../console/screen.ts";

export type SessionView = Result<"sessions">["sessions"][number];

/** Digits of an id that are shown, and are enough to end one. */
const ID_DIGITS = 8;

/** Banks of release 0.1 tell no more than the times. */
export function sessionText(session: SessionView): string {
  const { id, client, address, lastUsedAtMs, startedAtMs, expiresAtMs, current } = session;
  return [
    ...(id === undefined ? [] : [line`${id.slice(0, ID_DIGITS)} `]),
    [
      ...(client === undefined ? [] : [client === "web" ? "web site" : line`${client}`]),
      ...(address === undefined ? [] : [line`from ${address}`]),
      ...(lastUsedAtMs === undefined ? [] : [`last used ${dateTime(lastUsedAtMs)}`]),
      `since ${dateTime(startedAtMs)}`,
      `until ${dateTime(expiresAtMs)}`,
    ].join(", "),
    ...(current ? [" (this one)"] : []),
  ].join(" ");
}

/** @returns those that are meant: none for an id that is not there, several for one that is too short. */
export function meant(sessions: readonly SessionView[], given: string): SessionView[] {
  const id = plainCode(given).toLowerCase();
  return sessions.filter((session) => id !== "" && session.id?.startsWith(id));
}

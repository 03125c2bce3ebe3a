// What can go wrong with a store elsewhere, told apart by what is known afterwards.
import { reasonOf } from "./private_files.ts";

/** The connection has ended, or nothing was heard in time: what was asked may or may not have happened. */
export class NoAnswer extends Error {
  override readonly name = "NoAnswer";
}

/** This server may not write any more, now or ever again. What it had under way has happened or will not: the store tells. */
export class PlaceLost extends Error {
  override readonly name = "PlaceLost";
}

/** SQLSTATE of what a server says when it ends a session, or takes none: it may be back soon, or another in its place. */
const GOING = /^(08|57P|25006|XX000$)/;

/** Of refusals that trying again does not change. */
const FINAL = /^(28|3D|42|0A)/;

interface SaidError {
  readonly code?: string;
  readonly severity?: string;
}

/** Whether the statement may have had its effect although it failed, or may yet. */
export function isUnknown(error: unknown): boolean {
  if (error instanceof NoAnswer) return true;
  const { code = "", severity } = error as SaidError;
  return severity === undefined ? true : severity !== "ERROR" || GOING.test(code);
}

/** Whether a server that has said this will say it again. */
export function isFinal(error: unknown): boolean {
  const { code = "", severity } = error as SaidError;
  if (severity !== undefined) return FINAL.test(code);
  return isCertificateTrouble(error);
}

/** By the texts of both platforms. */
function isCertificateTrouble(error: unknown): boolean {
  const { code = "" } = error as SaidError;
  return /CERT|SIGNATURE|ALTNAME|ISSUER/i.test(code) ||
    /certificate|UnknownIssuer|altname/i.test(reasonOf(error));
}

/** What the operator can do about a server that cannot be used. */
export function troubleText(error: unknown): string {
  const { code = "" } = error as SaidError;
  const reason = reasonOf(error).replace(/\s+/g, " ");
  if (code.startsWith("28")) {
    return `${reason}. Give its password with PGPASSWORD or --store-secret FILE`;
  }
  if (code === "3D000") return `${reason}. Create the database first: createdb`;
  if (code === "42501") {
    return `${reason}. Its user has to own the database or may create tables in it`;
  }
  if (isCertificateTrouble(error)) {
    return `its certificate is not one that is trusted here (${reason}). Nothing was sent to it. Name the certificate of its ` +
      "issuer with --store-ca FILE; the address has to be the one in its certificate";
  }
  return reason;
}

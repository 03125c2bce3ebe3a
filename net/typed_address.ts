// Where a bank is, as people type and paste it: a name, an address, either with its port, or a URL; and the other way, for URLs
// that are printed. Knows no sockets and asks no name server.
import { isIP, isIPv6 } from "node:net";
import { PastedError, plainCode } from "../bank/pasted.ts";
import type { NetAddress } from "./runtime.ts";

export interface TypedAddress {
  /** An IPv6 address without brackets. */
  readonly hostname: string;
  /** Null where none was typed. */
  readonly port: number | null;
}

const PORT_MAX = 65_535;

const EXPECTED = "expected a name such as bank.example.org or an address such as 192.168.56.10, " +
  "192.168.56.10:7400 or [fe80::1]:7400";

/** @throws {PastedError} for what is no address. */
export function readAddress(text: string): TypedAddress {
  const plain = plainCode(text);
  // Of a URL only who is there counts.
  const place = plain.replace(/^[a-z][a-z0-9+.-]*:\/\//i, "").replace(/[/?#].*$/s, "");
  if (place === "") throw new PastedError(EXPECTED);
  if (place.includes("@")) {
    throw new PastedError("the user does not belong into it: give the name with --user");
  }
  const bare = place.replace(/\.+$/, "");
  if (isAddress6(bare)) return { hostname: bare, port: null };
  const [, bracketed, name = "", digits] = /^(?:\[([^\]]*)\]|([^:[\]]*))(?::(.*))?$/s.exec(bare) ??
    [];
  const hostname = bracketed ?? name.replace(/\.+$/, "");
  const fits = bracketed === undefined ? isName(hostname) : isAddress6(bracketed);
  if (!fits) throw new PastedError(EXPECTED);
  return { hostname, port: digits === undefined ? null : portOf(digits) };
}

/** With or without the name of an interface behind it. */
function isAddress6(text: string): boolean {
  return isIPv6(text);
}

/** A name as of RFC 1123, also with underscores and with letters of any script, or an IPv4 address. */
function isName(text: string): boolean {
  if (/^[\d.]+$/.test(text)) return isIP(text) === 4;
  return text.length <= 253 &&
    /^[\p{L}\p{N}_](?:[\p{L}\p{M}\p{N}._-]*[\p{L}\p{M}\p{N}])?$/u.test(text) &&
    !text.includes("..");
}

function portOf(digits: string): number {
  if (/^\d{1,5}$/.test(digits) && Number(digits) <= PORT_MAX) return Number(digits);
  throw new PastedError(
    `"${digits.slice(0, 20)}" is not a port: expected a number from 0 to 65535`,
  );
}

/** As it stands in a URL: an IPv6 address has brackets there. */
export function hostAndPort({ hostname, port }: NetAddress): string {
  return `${isIPv6(hostname) ? `[${hostname}]` : hostname}:${port}`;
}

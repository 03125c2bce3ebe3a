// The words about certificates: which fingerprint is whose, what a person can do about it, and why a certificate is of no use.
import { hexOf } from "../bank/pasted.ts";
import { type CertificateFault, sameFingerprint, SERVER_NAME } from "../net/certificate.ts";
import type { NetAddress } from "../net/runtime.ts";
import { CLOCK_HELP, durationText } from "./clock_text.ts";
import { line } from "./screen.ts";
import { dateTime } from "./bank_time.ts";

/** All that is known of one address. */
export interface Fingerprints {
  /** By the person, with --fingerprint. */
  readonly given?: string | undefined;
  readonly remembered: string | null;
  /** By the machine that answers now. */
  readonly shown: string | null;
}

export function fingerprintsText({ given, remembered, shown }: Fingerprints): string {
  return [
    ...(given === undefined ? [] : [line`  given       ${asPrinted(given)}`]),
    ...(remembered === null ? [] : [line`  remembered  ${remembered}`]),
    ...(shown === null ? [] : [line`  shown       ${shown}`]),
  ].join("\n");
}

/** As servers print it. */
function asPrinted(given: string): string {
  return (hexOf(given) ?? given).toUpperCase().replace(/(..)(?=.)/g, "$1:");
}

/** Whether nothing speaks against what is shown. */
export function agree({ given, remembered, shown }: Fingerprints): boolean {
  return shown !== null && sameFingerprint(given ?? shown, shown) &&
    sameFingerprint(remembered ?? shown, shown);
}

/** What is shown is not what was expected. */
export function refusedText(address: NetAddress, fingerprints: Fingerprints): string {
  const { hostname, port } = address;
  return [
    line`REFUSED: the certificate of the bank at ${hostname} port ${port} is not the expected one.`,
    fingerprintsText(fingerprints),
    ...adviceLines(address, fingerprints),
  ].join("\n");
}

function adviceLines(address: NetAddress, { given, remembered, shown }: Fingerprints): string[] {
  if (given !== undefined && shown !== null && sameFingerprint(given, shown)) {
    return [
      "The bank shows the one that you have given; this machine remembers another. Nothing was sent.",
      "If you have it from the people who run the bank, trust it from now on:",
      replaceCommand(address, shown),
    ];
  }
  if (given !== undefined && shown === remembered) {
    return [
      "The bank shows the one that this machine remembers. Nothing was sent.",
      "Look for a typo in --fingerprint (or BANK_FINGERPRINT), or leave it out.",
    ];
  }
  if (remembered === null) {
    return [
      "Nothing was sent. Look for a typo in --fingerprint; if there is none, somebody may be between you " +
      "and the bank.",
    ];
  }
  return [
    "Somebody may be between you and the bank. Nothing was sent.",
    "Ask the people who run the bank. Only if they have made a new certificate, trust that one, by the",
    "fingerprint that they tell you:",
    replaceCommand(address, "FINGERPRINT"),
  ];
}

function replaceCommand({ hostname, port }: NetAddress, fingerprint: string): string {
  return line`  bank connect trust --replace --host ${hostname} --port ${port} --fingerprint ${fingerprint}`;
}

export interface FaultText {
  readonly what: string;
  readonly help: string;
}

const NEW_ONE =
  "the people who run the bank make a new one (bank serve --new-certificate) and tell all customers " +
  "its fingerprint.";

/** Why the certificate is of no use to this machine at this time. */
export function faultText(fault: CertificateFault, nowMs: number): FaultText {
  const here = line`the clock of this machine says ${dateTime(nowMs)}`;
  switch (fault.kind) {
    case "authority":
      return {
        what: "its certificate is an authority's (CA:TRUE), not a server's",
        help: `Only ${NEW_ONE}`,
      };
    case "other_name":
      return {
        what: `its certificate does not carry the name ${SERVER_NAME}`,
        help: `Only ${NEW_ONE}`,
      };
    case "unreadable":
      return { what: "its certificate cannot be read", help: `Only ${NEW_ONE}` };
    case "not_yet_valid":
      return {
        what: line`its certificate begins on ${dateTime(fault.atMs)}, and ${here}: at least ${
          durationText(fault.atMs - nowMs)
        } behind`,
        help: `${CLOCK_HELP}. If it is right, ${NEW_ONE}`,
      };
    case "ended":
      return {
        what: line`its certificate ended on ${dateTime(fault.atMs)}, and ${here}`,
        help: `Is the clock right? Then ${NEW_ONE}`,
      };
  }
}

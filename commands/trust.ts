// Trust on first use: which certificate stands for the bank at this address. Asks the person once, compares
// for ever after, and never replaces a pinned certificate by itself.
import { fingerprintOf, sameFingerprint } from "../net/certificate.ts";
import { CONNECT_MS } from "../net/limits.ts";
import { PinnedCertificate } from "../net/pinned_certificate.ts";
import { probeCertificate } from "../net/probe.ts";
import { type NetAddress, NoAnswerError, NoKeyError } from "../net/runtime.ts";
import { CommandError, EXIT, usageError } from "./exit.ts";
import type { BankProfile } from "./profile.ts";
import { reasonText } from "./reason_text.ts";
import { line } from "./screen.ts";
import type { World } from "./world.ts";

export interface TrustOptions {
  readonly address: NetAddress;
  readonly profile: BankProfile;
  /** What the server printed, when the person gave it. */
  readonly fingerprint: string | undefined;
}

/** @returns what alone is trusted for this address. */
export async function trustedCertificate(
  world: World,
  options: TrustOptions,
): Promise<PinnedCertificate> {
  const { address, profile, fingerprint } = options;
  if (fingerprint !== undefined && !sameFingerprint(fingerprint, fingerprint)) {
    throw usageError(
      line`Cannot read fingerprint "${fingerprint}": expected 64 hex digits as the server printed them`,
    );
  }
  const remembered = rememberedCertificate(profile);
  if (remembered !== null) {
    if (fingerprint !== undefined && !sameFingerprint(fingerprint, remembered.fingerprint)) {
      throw changed(options, { expected: fingerprint, found: remembered.fingerprint });
    }
    return remembered;
  }
  const found = await probe(address);
  const shown = fingerprintOf(found);
  if (fingerprint !== undefined) {
    if (!sameFingerprint(fingerprint, shown)) {
      throw notTheOne(options, { expected: fingerprint, found: shown });
    }
  } else await confirm(world, address, shown);
  const certificate = PinnedCertificate.confirmed(found, fingerprint ?? shown);
  profile.pin(certificate.pem);
  return certificate;
}

/** @throws {CommandError} when its file is damaged. */
export function rememberedCertificate(profile: BankProfile): PinnedCertificate | null {
  const pem = profile.certPem();
  if (pem === null) return null;
  if (!/^-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----\s*$/.test(pem)) {
    throw new CommandError(
      EXIT.refused,
      line`${profile.certPath} is damaged: delete it and compare the fingerprint at the next contact`,
    );
  }
  return PinnedCertificate.remembered(pem);
}

/** What has to be said when no connection came about with the certificate that is trusted. */
export async function explainFailure(
  options: TrustOptions & { readonly certificate: PinnedCertificate },
  error: unknown,
): Promise<CommandError> {
  const { address, certificate } = options;
  if (error instanceof NoAnswerError) return unreachable(address, error);
  const found = await probe(address);
  if (found === certificate.pem) {
    return error instanceof NoKeyError ? notItsOwn(address) : unreachable(address, error);
  }
  return changed(options, { expected: certificate.fingerprint, found: fingerprintOf(found) });
}

async function probe(address: NetAddress): Promise<string> {
  try {
    return await probeCertificate(address, CONNECT_MS);
  } catch (error) {
    throw error instanceof NoKeyError ? notItsOwn(address) : unreachable(address, error);
  }
}

function notItsOwn({ hostname, port }: NetAddress): CommandError {
  return new CommandError(
    EXIT.refused,
    [
      line`REFUSED: ${hostname} port ${port} shows a certificate and does not have its key.`,
      "Somebody may be between you and the bank. Nothing was sent.",
    ].join("\n"),
  );
}

export function unreachable({ hostname, port }: NetAddress, error: unknown): CommandError {
  const reason = reasonText(error);
  return new CommandError(
    EXIT.unknown,
    line`Cannot reach a bank at ${hostname} port ${port}: ${reason}. ` +
      "Check the address, that `bank serve` runs there, and that the firewall lets TCP through.",
  );
}

async function confirm(world: World, { hostname, port }: NetAddress, shown: string): Promise<void> {
  const { screen } = world;
  if (!screen.interactive) {
    throw usageError(
      line`Cannot trust the bank at ${hostname} port ${port}: it is new to this machine and nobody is ` +
        line`here to compare its fingerprint. Give --fingerprint with what the server printed; it shows ` +
        shown,
    );
  }
  screen.say(line`First contact with the bank at ${hostname} port ${port}. Its fingerprint is`);
  // In two halves: it is compared by eye, also in a narrow window.
  screen.say(`\n  ${shown.slice(0, 47)}\n  ${shown.slice(48)}\n`);
  screen.say("Compare it with the one that `bank serve` printed on the server machine.");
  const answer = await screen.ask("Are they the same? Type yes to trust it: ");
  if (answer.trim().toLowerCase() !== "yes") {
    throw new CommandError(EXIT.refused, "Not trusted; nothing was sent.");
  }
}

/** Nothing was remembered yet, so nothing needs to be forgotten. */
function notTheOne(
  { address: { hostname, port } }: TrustOptions,
  { expected, found }: { expected: string; found: string },
): CommandError {
  return new CommandError(
    EXIT.refused,
    [
      line`REFUSED: the certificate of the bank at ${hostname} port ${port} is not the expected one.`,
      line`  expected  ${fingerprintText(expected)}`,
      line`  found     ${found}`,
      "Nothing was sent. Look for a typo in --fingerprint; if there is none, somebody may be between you " +
      "and the bank.",
    ].join("\n"),
  );
}

/** As servers print it. */
function fingerprintText(given: string): string {
  const hex = given.replace(/[^0-9a-f]/gi, "").toUpperCase();
  return hex.replace(/(..)(?=.)/g, "$1:");
}

function changed(
  { address: { hostname, port }, profile }: TrustOptions,
  { expected, found }: { expected: string; found: string },
): CommandError {
  return new CommandError(
    EXIT.refused,
    [
      line`REFUSED: the certificate of the bank at ${hostname} port ${port} is not the expected one.`,
      line`  expected  ${fingerprintText(expected)}`,
      line`  found     ${found}`,
      "Somebody may be between you and the bank. Nothing was sent.",
      "Ask the people who run the bank. Only if they confirm that it changed, delete",
      line`  ${profile.certPath}`,
      "and connect again.",
    ].join("\n"),
  );
}

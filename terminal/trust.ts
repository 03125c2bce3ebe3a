// Trust on first use: which certificate stands for the bank at this address. Asks the person once, compares
// for ever after, and never replaces a pinned certificate by itself.
import { faultOf, fingerprintOf, sameFingerprint } from "../net/certificate.ts";
import { CONNECT_MS } from "../api/limits.ts";
import { PinnedCertificate } from "../net/pinned_certificate.ts";
import { probeCertificate } from "../net/probe.ts";
import { type NetAddress, NoAnswerError, NoKeyError } from "../net/runtime.ts";
import { CommandError, EXIT, usageError } from "../console/exit.ts";
import type { BankProfile } from "./profile.ts";
import { isUnknownName, reasonText } from "../console/reason_text.ts";
import { line } from "../console/screen.ts";
import { agree, faultText, type Fingerprints, refusedText } from "../console/trust_text.ts";
import type { World } from "../console/world.ts";

export interface TrustOptions {
  /** Of the servers of one bank. */
  readonly addresses: readonly NetAddress[];
  readonly profile: BankProfile;
  /** What the server printed, when the person gave it. */
  readonly fingerprint: string | undefined;
}

/** @returns what alone is trusted for this address. */
export async function trustedCertificate(
  world: World,
  options: TrustOptions,
): Promise<PinnedCertificate> {
  const { addresses, profile, fingerprint: given } = options;
  checkFingerprint(given);
  const remembered = rememberedCertificate(profile);
  if (
    remembered !== null && sameFingerprint(given ?? remembered.fingerprint, remembered.fingerprint)
  ) {
    return remembered;
  }
  const { address, found } = await probe(addresses, given);
  const shown = fingerprintOf(found);
  const fingerprints = { given, remembered: remembered?.fingerprint ?? null, shown };
  if (!agree(fingerprints)) throw refused(address, fingerprints);
  if (given === undefined) await confirm(world, address, shown);
  const certificate = PinnedCertificate.confirmed(found, given ?? shown);
  profile.pin(certificate);
  return certificate;
}

/** @throws {CommandError} when a person has given something else. */
export function checkFingerprint(given: string | undefined): void {
  if (given === undefined || sameFingerprint(given, given)) return;
  throw usageError(
    line`Cannot read fingerprint "${given}": expected 64 hex digits as the server printed them`,
  );
}

/** @throws {CommandError} when its file is damaged. */
export function rememberedCertificate(profile: BankProfile): PinnedCertificate | null {
  const pem = profile.certPem();
  if (pem === null) return null;
  if (!/^-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----\s*$/.test(pem)) {
    throw new CommandError(
      EXIT.refused,
      line`${profile.certPath} is damaged: \`bank connect trust --forget\` removes it; compare the ` +
        "fingerprint at the next contact",
    );
  }
  return PinnedCertificate.remembered(pem);
}

/** A damaged one is as good as none. */
export function rememberedFingerprint(profile: BankProfile): string | null {
  try {
    return rememberedCertificate(profile)?.fingerprint ?? null;
  } catch (error) {
    if (error instanceof CommandError) return null;
    throw error;
  }
}

/** What is shown now, where the person has its fingerprint from the bank itself. @throws {CommandError} */
export async function certificateByFingerprint(
  { addresses, profile }: Pick<TrustOptions, "addresses" | "profile">,
  given: string,
): Promise<PinnedCertificate> {
  const { address, found } = await probe(addresses, given);
  const shown = fingerprintOf(found);
  if (sameFingerprint(given, shown)) return PinnedCertificate.confirmed(found, given);
  throw refused(address, { given, remembered: rememberedFingerprint(profile), shown });
}

export function refused(address: NetAddress, fingerprints: Fingerprints): CommandError {
  return new CommandError(EXIT.refused, refusedText(address, fingerprints));
}

export interface FailedContact extends Omit<TrustOptions, "addresses"> {
  readonly address: NetAddress;
  readonly certificate: PinnedCertificate;
  readonly nowMs: number;
}

/** What has to be said when no connection came about with the certificate that is trusted. */
export async function explainFailure(
  { address, certificate, fingerprint: given, nowMs }: FailedContact,
  error: unknown,
): Promise<CommandError> {
  if (error instanceof NoAnswerError) return unreachable(address, error);
  const { found } = await probe([address]);
  if (found !== certificate.pem) {
    const remembered = certificate.fingerprint;
    return refused(address, { given, remembered, shown: fingerprintOf(found) });
  }
  const fault = faultOf(found, nowMs);
  if (fault !== null) {
    const { hostname, port } = address;
    const { what, help } = faultText(fault, nowMs);
    return new CommandError(
      EXIT.refused,
      [line`Cannot use the bank at ${hostname} port ${port}: ` + `${what}.`, help].join("\n"),
    );
  }
  return error instanceof NoKeyError ? notItsOwn(address) : unreachable(address, error);
}

export interface Probed {
  readonly address: NetAddress;
  /** PEM. */
  readonly found: string;
}

/**
 * The certificate that is shown, unasked for and untrusted, by the first of them that answers: by one with the fingerprint that was
 * given, where one has it. All are asked at once.
 * @throws {CommandError} when none answers.
 */
export async function probe(addresses: readonly NetAddress[], given?: string): Promise<Probed> {
  const failures: CommandError[] = [];
  const answers: Probed[] = [];
  const asked = addresses.map(async (address): Promise<Probed> => {
    try {
      const probed = { address, found: await probeCertificate(address, CONNECT_MS) };
      answers.push(probed);
      if (given === undefined || sameFingerprint(given, fingerprintOf(probed.found))) return probed;
    } catch (error) {
      failures.push(error instanceof NoKeyError ? notItsOwn(address) : unreachable(address, error));
    }
    throw new Error("it is not this one");
  });
  try {
    return await Promise.any(asked);
  } catch {
    const [first] = answers;
    if (first) return first;
    throw worstOf(failures);
  }
}

/** What has to be said where several servers could not be used: a wrong certificate before silence. */
export function worstOf(failures: readonly CommandError[]): CommandError {
  const worst = failures.find(({ exitCode }) => exitCode !== EXIT.unknown);
  if (worst || failures.length === 1) return worst ?? failures[0]!;
  return new CommandError(EXIT.unknown, failures.map(({ message }) => message).join("\n"));
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
  if (isUnknownName(error)) {
    return new CommandError(
      EXIT.unknown,
      line`There is no machine called ${hostname}, as far as this one can find out. ` +
        "Check the name, or give the address of the server, such as --host 192.168.56.10.",
    );
  }
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
      line`Cannot trust the bank at ${hostname} port ${port}: it is new to this machine and there is ` +
        line`no terminal to compare its fingerprint at. Give --fingerprint with what the server printed; it shows ` +
        shown,
    );
  }
  screen.say(line`First contact with the bank at ${hostname} port ${port}. Its fingerprint is`);
  // In two halves: it is compared by eye, also in a narrow window.
  screen.say(`\n  ${shown.slice(0, 47)}\n  ${shown.slice(48)}\n`);
  screen.say("Compare it with the one that `bank serve` printed on the server machine.");
  const answer = await screen.ask("Are they the same? Type yes to trust it: ");
  if (answer.toLowerCase() !== "yes") {
    throw new CommandError(EXIT.refused, "Not trusted; nothing was sent.");
  }
}

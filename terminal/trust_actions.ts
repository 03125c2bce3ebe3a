// `bank connect trust`: which certificate stands for the bank at this address, and what to do when the bank has made a new one.
// Nothing is sent to the machine that answers.
import { fingerprintOf } from "../net/certificate.ts";
import type { PinnedCertificate } from "../net/pinned_certificate.ts";
import { addressesOf, dial } from "./bank_link.ts";
import type { Customer } from "./customer.ts";
import { usageError } from "../console/exit.ts";
import type { ActOf } from "./words/connect_words.ts";
import { line } from "../console/screen.ts";
import { show } from "./show.ts";
import {
  certificateByFingerprint,
  checkFingerprint,
  probe,
  type Probed,
  refused,
  rememberedCertificate,
  rememberedFingerprint,
} from "./trust.ts";
import { agree, type Fingerprints, fingerprintsText } from "../console/trust_text.ts";

export async function trust(customer: Customer, act: ActOf<"trust">): Promise<void> {
  if (act.replace && act.forget) throw usageError("Give either --replace or --forget, not both");
  checkFingerprint(customer.flags.fingerprint);
  if (act.forget) forget(customer);
  else if (act.replace) await replace(customer);
  else await showTrust(customer);
}

function placeOf({ flags }: Customer) {
  const { host, port } = flags;
  return { addresses: addressesOf(flags), where: line`bank at ${host} port ${port}` };
}

async function showTrust(customer: Customer): Promise<void> {
  const { profile, flags, world } = customer;
  const { addresses, where } = placeOf(customer);
  const certificate = rememberedCertificate(profile);
  const remembered = certificate?.fingerprint ?? null;
  const tell = (found: Fingerprints) =>
    show(customer, { remembered, shown: found.shown }, `The ${where}\n${fingerprintsText(found)}`);
  let probed: Probed;
  try {
    probed = await probe(addresses);
  } catch (error) {
    if (remembered !== null) tell({ remembered, shown: null });
    throw error;
  }
  const shown = fingerprintOf(probed.found);
  const found = { given: flags.fingerprint, remembered, shown };
  if (!agree(found)) {
    if (flags.json) world.screen.out(JSON.stringify({ remembered, shown }));
    throw refused(probed.address, found);
  }
  if (certificate !== null) await proveKey(customer, certificate);
  tell(found);
  if (certificate === null) {
    world.screen.say("Nothing is remembered of it yet; `bank connect` asks you to compare.");
  }
}

/** A probe may leave it open whether the certificate's key is there, too; a handshake does not. */
async function proveKey(customer: Customer, certificate: PinnedCertificate): Promise<void> {
  const { profile, flags: { fingerprint }, world } = customer;
  const { addresses } = placeOf(customer);
  (await dial(world, { addresses, profile, fingerprint, certificate })).client.close();
}

/** What the person has from the bank itself takes the place of what was remembered. */
async function replace(customer: Customer): Promise<void> {
  const { profile, flags: { fingerprint: given } } = customer;
  if (given === undefined) {
    throw usageError(
      "Give --fingerprint with what the people who run the bank tell you: `bank serve` prints it",
    );
  }
  const { addresses, where } = placeOf(customer);
  const before = rememberedFingerprint(profile);
  const certificate = await certificateByFingerprint({ addresses, profile }, given);
  await proveKey(customer, certificate);
  profile.pin(certificate);
  const remembered = certificate.fingerprint;
  const text = line`From now on the ${where} is known by this certificate alone:\n`;
  show(customer, { remembered, before }, text + fingerprintsText({ remembered, shown: null }));
}

/** Sessions were begun with the bank that was trusted until now: their tokens are not for another one. */
function forget(customer: Customer): void {
  const { where } = placeOf(customer);
  const known = customer.profile.forgetCertificate();
  show(
    customer,
    { forgotten: known },
    known
      ? `Forgotten: the certificate of the ${where}, and who was logged in there. Compare the fingerprint at the next contact.`
      : `Nothing is remembered of the ${where}.`,
  );
}

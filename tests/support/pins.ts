// Certificates that tests trust without asking, because they have started the bank themselves.
import { fingerprintOf } from "../../net/certificate.ts";
import { PinnedCertificate } from "../../net/pinned_certificate.ts";
import { probeCertificate } from "../../net/probe.ts";
import type { NetAddress } from "../../net/runtime.ts";

export function pinOf(certPem: string): PinnedCertificate {
  return PinnedCertificate.confirmed(certPem, fingerprintOf(certPem));
}

/** Whatever is shown there. */
export async function pinAt({ hostname, port }: NetAddress): Promise<PinnedCertificate> {
  return pinOf(await probeCertificate({ hostname, port }, 5_000));
}

/** For connections in memory. */
export const NO_CERTIFICATE = pinOf("");

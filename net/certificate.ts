// The server's certificate: ECDSA P-256, self-signed, not a CA, with a private name that no public authority
// can issue. Made once, at first start; clients pin it. Loads its library only then.
import { Buffer } from "node:buffer";
import { createHash, X509Certificate } from "node:crypto";
import { hexOf } from "../bank/pasted.ts";

/** The name in every bank's certificate; clients ask for it whatever address they dialled. */
export const SERVER_NAME = "bank.internal";

/**
 * Trust comes from the pin, so no clock shall matter, neither that of a client nor the bank's at its founding: from the first
 * second that computers count, where a clock without a battery begins, to the day that means none (RFC 5280 §4.1.2.5).
 */
const [NOT_BEFORE, NOT_AFTER] = [new Date(0), new Date("9999-12-31T23:59:59Z")];

export interface Certificate {
  readonly certPem: string;
  readonly keyPem: string;
}

/** A new key with its certificate. @param random strong random bytes, for the serial number. */
export async function makeCertificate(
  random: (bytes: number) => Uint8Array,
): Promise<Certificate> {
  await import("reflect-metadata");
  const x509 = await import("@peculiar/x509");
  const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const keys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const serial = random(16);
  serial[0]! &= 0x7f;
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: Buffer.from(serial).toString("hex"),
    name: "CN=bank",
    notBefore: NOT_BEFORE,
    notAfter: NOT_AFTER,
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([
        { type: "dns", value: SERVER_NAME },
        { type: "dns", value: "localhost" },
        { type: "ip", value: "127.0.0.1" },
      ]),
      // RFC 5280 §4.2.1.1 lets one that signs itself do without; not every reader does.
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  const key = await crypto.subtle.exportKey("pkcs8", keys.privateKey);
  return {
    certPem: certificate.toString("pem") + "\n",
    keyPem: x509.PemConverter.encode(key, "PRIVATE KEY") + "\n",
  };
}

/** SHA-256 of the certificate's DER, as `AB:CD:…` (the form that openssl and browsers show). */
export function fingerprintOf(certPem: string): string {
  const base64 = certPem.replace(/-----[A-Z ]+-----|\s/g, "");
  const hex = createHash("sha256").update(Buffer.from(base64, "base64")).digest("hex");
  return hex.toUpperCase().replace(/(..)(?=.)/g, "$1:");
}

/** Compares as people copy: any case, with or without colons or spaces. */
export function sameFingerprint(a: string, b: string): boolean {
  const hex = hexOf(a);
  return hex !== null && hex === hexOf(b);
}

/** Why no connection comes about with a certificate although it is the pinned one. Node does not mind the first. */
export type CertificateFault =
  | { readonly kind: "authority" | "other_name" | "unreadable" }
  | { readonly kind: "not_yet_valid" | "ended"; readonly atMs: number };

/** @returns null when nothing is wrong with it at this time. */
export function faultOf(certPem: string, nowMs: number): CertificateFault | null {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(certPem);
  } catch {
    return { kind: "unreadable" };
  }
  if (certificate.ca) return { kind: "authority" };
  if (certificate.checkHost(SERVER_NAME) === undefined) return { kind: "other_name" };
  const [beginsAtMs, endsAtMs] = [certificate.validFrom, certificate.validTo].map(Date.parse);
  if (nowMs < beginsAtMs!) return { kind: "not_yet_valid", atMs: beginsAtMs! };
  return nowMs > endsAtMs! ? { kind: "ended", atMs: endsAtMs! } : null;
}

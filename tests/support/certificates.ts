// Certificates as others make them: with dates, names, as or of an authority. The bank's own come from net/certificate.ts.
import "reflect-metadata";
import * as x509 from "@peculiar/x509";
import { type Certificate, SERVER_NAME } from "../../net/certificate.ts";

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };

const DAY_MS = 86_400_000;

export interface Issued extends Certificate {
  readonly keys: CryptoKeyPair;
  readonly subject: string;
}

export interface CertificateWish {
  readonly notBeforeMs?: number;
  readonly notAfterMs?: number;
  /** May sign others: CA:TRUE. */
  readonly authority?: boolean;
  readonly name?: string;
  readonly subject?: string;
  /** Itself unless given. */
  readonly issuer?: Issued;
}

export async function issue(wish: CertificateWish = {}): Promise<Issued> {
  const { authority = false, name = SERVER_NAME, subject = "CN=bank", issuer } = wish;
  const { notBeforeMs = Date.now() - DAY_MS, notAfterMs = Date.now() + 30 * DAY_MS } = wish;
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.create({
    subject,
    issuer: issuer?.subject ?? subject,
    publicKey: keys.publicKey,
    signingKey: (issuer?.keys ?? keys).privateKey,
    signingAlgorithm: ALGORITHM,
    notBefore: new Date(notBeforeMs),
    notAfter: new Date(notAfterMs),
    extensions: [
      new x509.BasicConstraintsExtension(authority, undefined, true),
      new x509.SubjectAlternativeNameExtension([{ type: "dns", value: name }]),
    ],
  });
  const key = await crypto.subtle.exportKey("pkcs8", keys.privateKey);
  return {
    keys,
    subject,
    certPem: certificate.toString("pem") + "\n",
    keyPem: x509.PemConverter.encode(key, "PRIVATE KEY") + "\n",
  };
}

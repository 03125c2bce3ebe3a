// The server's certificate and key in the data directory: made when the bank is founded, or anew when asked for.
import { createPrivateKey, X509Certificate } from "node:crypto";
import { textOfFile } from "../bank/pasted.ts";
import { type Certificate, faultOf, fingerprintOf, makeCertificate } from "../net/certificate.ts";
import { DataError } from "../store/data_error.ts";
import { type DataDirectory } from "../store/data_directory.ts";
import type { Books } from "./books.ts";
import { faultText } from "../console/trust_text.ts";
import type { World } from "../console/world.ts";

const CERTIFICATE = "tls-cert.pem";
const KEY = "tls-key.pem";

export interface CertificateOptions {
  /** Make a new one although there is one: every client has to be told its fingerprint. */
  readonly renew: boolean;
}

/** @throws {DataError} when the files are those of another bank. */
export async function certificateOf(
  { directory, people }: Pick<Books, "directory" | "people">,
  world: World,
  { renew }: CertificateOptions,
): Promise<Certificate> {
  const known = await people.certificate();
  const certificate = await certificateIn(directory, world, { renew });
  const fingerprint = fingerprintOf(certificate.certPem);
  if (known !== null && known !== fingerprint && !renew) {
    throw new DataError(
      `${directory.path}/tls-cert.pem is not the certificate of this bank: its fingerprint is ${fingerprint}, ` +
        `customers know ${known}. Put the right files back, or start with --new-certificate and tell every ` +
        "customer the new fingerprint",
    );
  }
  if (known !== fingerprint) await people.setCertificate(fingerprint);
  return certificate;
}

/** @throws {DataError} when a founded bank has lost or damaged its own. */
async function certificateIn(
  directory: DataDirectory,
  { host }: World,
  { renew }: CertificateOptions,
): Promise<Certificate> {
  const [certPem, keyPem] = [textOf(directory, CERTIFICATE), textOf(directory, KEY)];
  if (certPem !== null && keyPem !== null && !renew) {
    check(directory, { certPem, keyPem });
    const nowMs = host.clock();
    const fault = faultOf(certPem, nowMs);
    if (fault !== null) {
      host.log.of("tcp").warn("clients cannot use this bank", {
        why: faultText(fault, nowMs).what,
      });
    }
    return { certPem, keyPem };
  }
  if (directory.founded && !renew) {
    const lost = `${directory.path}/${certPem === null ? CERTIFICATE : KEY}`;
    throw new DataError(
      `${lost} is missing; restore it from a backup, or start with --new-certificate ` +
        "and tell every customer the new fingerprint",
    );
  }
  const made = await makeCertificate(host.random);
  directory.write(KEY, made.keyPem);
  directory.write(CERTIFICATE, made.certPem);
  return made;
}

function textOf(directory: DataDirectory, name: string): string | null {
  const bytes = directory.read(name);
  return bytes && textOfPem(bytes);
}

/** A copy that another system saved is as good; what is no text is no certificate. */
function textOfPem(bytes: Uint8Array): string {
  try {
    return textOfFile(bytes);
  } catch {
    return "";
  }
}

function check({ path }: DataDirectory, { certPem, keyPem }: Certificate): void {
  const help = "restore it from a backup, or start with --new-certificate";
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(certPem);
  } catch {
    throw new DataError(`${path}/${CERTIFICATE} is not a certificate; ${help}`);
  }
  let fits: boolean;
  try {
    fits = certificate.checkPrivateKey(createPrivateKey(keyPem));
  } catch {
    throw new DataError(`${path}/${KEY} is not a private key; ${help}`);
  }
  if (!fits) throw new DataError(`${path}/${KEY} does not belong to ${CERTIFICATE}; ${help}`);
}

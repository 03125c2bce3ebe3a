// A certificate that data may be sent to. Every connection that carries data asks for one (runtime.connectTls), and there are
// three reasons, named here, for which a certificate becomes one. That a probe has read it is none.
import { type Certificate, fingerprintOf, sameFingerprint } from "./certificate.ts";

export class PinnedCertificate {
  // Private to the class, so that nothing of the same shape passes for one.
  readonly #pem: string;

  private constructor(pem: string) {
    this.#pem = pem;
  }

  get pem(): string {
    return this.#pem;
  }

  get fingerprint(): string {
    return fingerprintOf(this.#pem);
  }

  /**
   * A person had its fingerprint from the bank itself, not from this connection.
   * @throws when it has another one.
   */
  static confirmed(certPem: string, fingerprint: string): PinnedCertificate {
    if (!sameFingerprint(fingerprint, fingerprintOf(certPem))) {
      throw new Error(`The certificate has another fingerprint: ${fingerprintOf(certPem)}`);
    }
    return new PinnedCertificate(certPem);
  }

  /** This machine has kept it since it was confirmed. */
  static remembered(certPem: string): PinnedCertificate {
    return new PinnedCertificate(certPem);
  }

  /** The bank's own: its key is at hand. */
  static own({ certPem }: Certificate): PinnedCertificate {
    return new PinnedCertificate(certPem);
  }
}

// Reads a server's certificate without sending it anything: the first phase of trust on first use. Nothing
// here trusts; the real connection (runtime.connectTls) accepts one certificate alone.
import { Buffer } from "node:buffer";
import * as tls from "node:tls";
import { believeNoPrivateAuthority } from "./authorities.ts";
import { SERVER_NAME } from "./certificate.ts";
import { handshakeError, type NetAddress, NoAnswerError, NoKeyError } from "./runtime.ts";

/** A probe takes every certificate; Deno 2.9 says this of one whose key is not there. */
const DENO_NO_KEY = /^(DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_VERIFY_LEAF_SIGNATURE)$/;

/**
 * @throws {NoKeyError} when the other side does not have the key of the certificate; Deno 2.7 does not look.
 * @throws when there is no answer, or none in TLS.
 */
export function probeCertificate(address: NetAddress, timeoutMs: number): Promise<string> {
  const { hostname: host, port } = address;
  believeNoPrivateAuthority();
  return new Promise((resolve, reject) => {
    const socket = tls.connect({ host, port, rejectUnauthorized: false, servername: SERVER_NAME });
    const timer = setTimeout(() => {
      socket.destroy(new NoAnswerError(timeoutMs));
    }, timeoutMs);
    socket.once("error", (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      reject(DENO_NO_KEY.test(error.code ?? "") ? new NoKeyError() : handshakeError(error));
    });
    socket.once("secureConnect", () => {
      clearTimeout(timer);
      const raw = socket.getPeerCertificate()?.raw;
      socket.on("error", () => {});
      socket.destroy();
      if (raw) resolve(pemOf(raw));
      else reject(new Error("the server sent no certificate"));
    });
  });
}

function pemOf(der: Uint8Array): string {
  const lines = Buffer.from(der).toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}

// The client as a library, for programs that bank: `import { connect } from "bank"` in the npm package. Trusts exactly the
// certificate whose fingerprint it is given; calls are typed from the method table.
import { randomBytes } from "node:crypto";
import { runtime } from "#runtime";
import { transferIdOf } from "../../bank/transfer_id.ts";
import { AlertListener, type Path } from "./alert_listener.ts";
import { fingerprintOf, sameFingerprint } from "../certificate.ts";
import { ConnectionLost, RefusedError } from "./client.ts";
import { firstToAnswer } from "./first_to_answer.ts";
import type { NewsWish } from "./news_receiver.ts";
import { CONNECT_MS } from "../../api/limits.ts";
import { RemoteError } from "../../api/message.ts";
import type { MethodName, Params, Result } from "../../api/methods.ts";
import { PinnedCertificate } from "../pinned_certificate.ts";
import { probeCertificate } from "../probe.ts";
import type { NetAddress } from "../runtime.ts";
import { readAddress } from "../typed_address.ts";
import type { AlertView } from "../../api/answers.ts";

export { ConnectionLost, RefusedError, RemoteError };

export interface ConnectOptions {
  /** A name or an address, also `HOST:PORT`; several with commas between, where servers of the bank stand by. */
  readonly host: string;
  /** Where none stands in `host`; 7400 unless given. */
  readonly port?: number;
  /** SHA-256 of the bank's certificate, as `bank serve` prints it. */
  readonly fingerprint: string;
}

export interface AlertOptions {
  readonly onAlerts: (alerts: readonly AlertView[]) => void;
  readonly onPath?: (path: Path) => void;
  /** Where the program shows what the bank's staff tell all customers. */
  readonly news?: NewsWish;
  /** Up to here everything has been shown; absent: up to what the owner has read. */
  readonly from?: { readonly entry: number; readonly notice: number };
}

export interface BankConnection {
  /** @throws {RefusedError} when the bank says no, {ConnectionLost} when no answer came. */
  call<M extends MethodName>(method: M, params: Params<M>): Promise<Result<M>>;
  /** Each alert once and in order. @returns what ends it. */
  alerts(options: AlertOptions): Promise<() => void>;
  /** A UUID version 7 for `transfer`: write it down before you send it. */
  newTransferId(): string;
  /** Settles when the connection has ended. */
  readonly ended: Promise<void>;
  close(): void;
}

/** @throws when the bank cannot be reached or shows another certificate. */
export async function connect(options: ConnectOptions): Promise<BankConnection> {
  const { host, port: usual = 7400, fingerprint } = options;
  const addresses = host.split(",").map((text): NetAddress => {
    const { hostname, port } = readAddress(text);
    return { hostname, port: port ?? usual };
  });
  const certificate = await certificateAt(addresses, fingerprint);
  const { client, address } = await firstToAnswer({ addresses, runtime, certificate });
  // A bank shows kinds that the first release did not have only to a client that has said it goes on with them.
  await client.hello("library");
  return {
    call: (method, params) => client.call(method, params),
    newTransferId: () => transferIdOf(runtime.clock(), new Uint8Array(randomBytes(10))),
    ended: client.ended,
    close: () => client.close(),
    async alerts({ onAlerts, onPath = () => {}, from, news }) {
      const listener = await AlertListener.open({
        client,
        runtime,
        address,
        onAlerts,
        onPath,
        from,
        news,
      });
      return () => listener.close();
    },
  };
}

/** Of the first that answers. @throws when none does, and for a certificate with another fingerprint. */
async function certificateAt(
  addresses: readonly NetAddress[],
  fingerprint: string,
): Promise<PinnedCertificate> {
  let failure: unknown;
  for (const address of addresses) {
    let certPem: string;
    try {
      certPem = await probeCertificate(address, CONNECT_MS);
    } catch (error) {
      failure = error;
      continue;
    }
    const shown = fingerprintOf(certPem);
    if (sameFingerprint(fingerprint, shown)) {
      return PinnedCertificate.confirmed(certPem, fingerprint);
    }
    const { hostname, port } = address;
    throw new Error(`The bank at ${hostname} port ${port} has another certificate: ${shown}`);
  }
  throw failure;
}

// The client as a library, for programs that bank: `import { connect } from "bank"` in the npm package. Trusts exactly the
// certificate whose fingerprint it is given; calls are typed from the method table.
import { randomBytes } from "node:crypto";
import { runtime } from "#runtime";
import { transferIdOf } from "../../bank/transfer_id.ts";
import { AlertListener, type Path } from "./alert_listener.ts";
import { fingerprintOf, sameFingerprint } from "../certificate.ts";
import { Client, ConnectionLost, RefusedError } from "./client.ts";
import { CONNECT_MS } from "../../api/limits.ts";
import { RemoteError } from "../../api/message.ts";
import type { MethodName, Params, Result } from "../../api/methods.ts";
import { PinnedCertificate } from "../pinned_certificate.ts";
import { probeCertificate } from "../probe.ts";
import type { AlertView } from "../../api/answers.ts";

export { ConnectionLost, RefusedError, RemoteError };

export interface ConnectOptions {
  readonly host: string;
  /** 7400 unless given. */
  readonly port?: number;
  /** SHA-256 of the bank's certificate, as `bank serve` prints it. */
  readonly fingerprint: string;
}

export interface AlertOptions {
  readonly onAlerts: (alerts: readonly AlertView[]) => void;
  readonly onPath?: (path: Path) => void;
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
  const { host: hostname, port = 7400, fingerprint } = options;
  const address = { hostname, port };
  const certPem = await probeCertificate(address, CONNECT_MS);
  const shown = fingerprintOf(certPem);
  if (!sameFingerprint(fingerprint, shown)) {
    throw new Error(`The bank at ${hostname} port ${port} has another certificate: ${shown}`);
  }
  const certificate = PinnedCertificate.confirmed(certPem, fingerprint);
  const client = await Client.connect({ ...address, runtime, certificate });
  // A bank shows kinds that the first release did not have only to a client that has said it goes on with them.
  await client.hello("library");
  return {
    call: (method, params) => client.call(method, params),
    newTransferId: () => transferIdOf(runtime.clock(), new Uint8Array(randomBytes(10))),
    ended: client.ended,
    close: () => client.close(),
    async alerts({ onAlerts, onPath = () => {}, from }) {
      const listener = await AlertListener.open({
        client,
        runtime,
        address,
        onAlerts,
        onPath,
        from,
      });
      return () => listener.close();
    },
  };
}

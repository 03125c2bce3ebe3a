// A bank that may be at several addresses: one of its servers has it, the others stand by. All are asked at once, so that one that is
// silent keeps nothing waiting; with which certificate, is the same for all.
import type { PinnedCertificate } from "../pinned_certificate.ts";
import type { NetAddress, Runtime } from "../runtime.ts";
import { Client } from "./client.ts";

export interface Addresses {
  /** At least one. */
  readonly addresses: readonly NetAddress[];
  readonly runtime: Runtime;
  readonly certificate: PinnedCertificate;
}

export interface Answered {
  readonly client: Client;
  readonly address: NetAddress;
}

interface Failed {
  readonly address: NetAddress;
  readonly error: unknown;
}

/** None of several has answered. */
export class NoneAnswered extends Error {
  override readonly name = "NoneAnswered";

  constructor(readonly failed: readonly Failed[]) {
    super(failed.map(({ address, error }) => `${address.hostname}: ${String(error)}`).join("; "));
  }
}

/**
 * A server that falls silent is noticed where there are others (`lively`).
 * @throws {NoneAnswered}, or what the only address said.
 */
export async function firstToAnswer(
  { addresses, runtime, certificate }: Addresses,
): Promise<Answered> {
  const lively = addresses.length > 1;
  const failed: Failed[] = [];
  const tries = addresses.map(async (address): Promise<Answered> => {
    try {
      return {
        address,
        client: await Client.connect({ ...address, runtime, certificate, lively }),
      };
    } catch (error) {
      failed.push({ address, error });
      throw error;
    }
  });
  let first: Answered;
  try {
    first = await Promise.any(tries);
  } catch {
    if (failed.length === 1) throw failed[0]!.error;
    throw new NoneAnswered(
      addresses.flatMap((at) => failed.filter(({ address }) => address === at)),
    );
  }
  for (const one of tries) {
    one.then(({ client }) => client === first.client || client.close(), () => {});
  }
  return first;
}

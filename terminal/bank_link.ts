// The way to a bank: the certificate that is trusted for its address, a connection to it alone, and the first words, which
// must be those of the bank that this machine knows.
import { type Client, RefusedError } from "../net/client/client.ts";
import { type Answered, firstToAnswer, NoneAnswered } from "../net/client/first_to_answer.ts";
import type { Result } from "../api/methods.ts";
import type { PinnedCertificate } from "../net/pinned_certificate.ts";
import type { NetAddress } from "../net/runtime.ts";
import { CommandError } from "../console/exit.ts";
import type { BankProfile } from "./profile.ts";
import {
  explainFailure,
  trustedCertificate,
  type TrustOptions,
  unreachable,
  worstOf,
} from "./trust.ts";
import { adoptZone } from "../console/bank_time.ts";
import { throughFailOver } from "./retrying.ts";
import { bearWitness, lossText } from "./witness.ts";
import type { World } from "../console/world.ts";

export interface BankLink {
  /** Of the server that has answered. */
  readonly address: NetAddress;
  readonly certificate: PinnedCertificate;
  readonly client: Client;
  readonly hello: Result<"hello">;
  /** The bank's clock less ours: ids carry the bank's time. */
  readonly aheadMs: number;
}

export interface LinkOptions {
  readonly world: World;
  readonly profile: BankProfile;
  readonly flags: {
    readonly host: string;
    readonly port: number;
    readonly others?: readonly NetAddress[];
    readonly fingerprint: string | undefined;
  };
}

/** Of all servers of the bank, the one first that it is known by. */
export function addressesOf(
  { host: hostname, port, others = [] }: Omit<LinkOptions["flags"], "fingerprint">,
): NetAddress[] {
  return [{ hostname, port }, ...others];
}

/** Waits for a server that takes over. @throws {CommandError} with words for the person. @throws {RefusedError} */
export async function openLink(options: LinkOptions): Promise<BankLink> {
  const { world, flags } = options;
  try {
    return await throughFailOver(world.host, flags.others ?? [], () => openOnce(options));
  } catch (error) {
    const told = error instanceof CommandError || error instanceof RefusedError;
    throw told ? error : unreachable({ hostname: flags.host, port: flags.port }, error);
  }
}

async function openOnce({ world, flags, profile }: LinkOptions): Promise<BankLink> {
  const trust = { addresses: addressesOf(flags), profile, fingerprint: flags.fingerprint };
  const certificate = await trustedCertificate(world, trust);
  const { client, address } = await dialOnce(world, { ...trust, certificate });
  try {
    const hello = await client.hello(`bank ${world.version}`);
    const aheadMs = hello.atMs - world.host.clock();
    adoptZone(hello, world.env);
    const loss = await bearWitness(client, profile, hello);
    if (loss) world.screen.say(lossText(loss));
    return { certificate, client, address, hello, aheadMs };
  } catch (error) {
    client.close();
    throw error;
  }
}

export interface DialOptions extends TrustOptions {
  readonly certificate: PinnedCertificate;
}

/**
 * A connection on which nothing has been said yet. Where a bank has several servers, one of them answers soon.
 * @throws {CommandError} with words for the person.
 */
export function dial(world: World, options: DialOptions): Promise<Answered> {
  const [, ...others] = options.addresses;
  return throughFailOver(world.host, others, () => dialOnce(world, options));
}

/** @throws {CommandError} with words for the person. */
async function dialOnce(world: World, options: DialOptions): Promise<Answered> {
  const { addresses, certificate, profile, fingerprint } = options;
  const { runtime, host } = world;
  try {
    return await firstToAnswer({ addresses, runtime, certificate });
  } catch (error) {
    const failed = error instanceof NoneAnswered
      ? error.failed
      : [{ address: addresses[0]!, error }];
    const about = { profile, fingerprint, certificate, nowMs: host.clock() };
    throw worstOf(
      await Promise.all(
        failed.map(({ address, error }) =>
          explainFailure({ ...about, address }, error).catch((why) =>
            why instanceof CommandError ? why : Promise.reject(why)
          )
        ),
      ),
    );
  }
}

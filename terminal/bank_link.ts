// The way to a bank: the certificate that is trusted for its address, a connection to it alone, and the first words, which
// must be those of the bank that this machine knows.
import { pause } from "../bank/host.ts";
import type { Client } from "../net/client/client.ts";
import { type Answered, firstToAnswer, NoneAnswered } from "../net/client/first_to_answer.ts";
import type { Result } from "../api/methods.ts";
import type { PinnedCertificate } from "../net/pinned_certificate.ts";
import type { NetAddress } from "../net/runtime.ts";
import { CommandError, EXIT } from "../console/exit.ts";
import type { BankProfile } from "./profile.ts";
import {
  explainFailure,
  trustedCertificate,
  type TrustOptions,
  unreachable,
  worstOf,
} from "./trust.ts";
import { adoptZone } from "../console/bank_time.ts";
import { backOffMs } from "./retrying.ts";
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

/** @throws {CommandError} with words for the person. */
export async function openLink({ world, flags, profile }: LinkOptions): Promise<BankLink> {
  const trust = { addresses: addressesOf(flags), profile, fingerprint: flags.fingerprint };
  const certificate = await trustedCertificate(world, trust);
  const { client, address } = await dial(world, { ...trust, certificate });
  try {
    const hello = await client.hello(`bank ${world.version}`);
    const aheadMs = hello.atMs - world.host.clock();
    adoptZone(hello, world.env);
    const loss = await bearWitness(client, profile, hello);
    if (loss) world.screen.say(lossText(loss));
    return { certificate, client, address, hello, aheadMs };
  } catch (error) {
    client.close();
    throw error instanceof CommandError ? error : unreachable(address, error);
  }
}

export interface DialOptions extends TrustOptions {
  readonly certificate: PinnedCertificate;
}

/** Milliseconds in which another server of the bank takes the place of one that is gone. */
const FAIL_OVER_MS = 5_000;

/**
 * A connection on which nothing has been said yet. Where a bank has several servers, one of them answers soon.
 * @throws {CommandError} with words for the person.
 */
export async function dial(world: World, options: DialOptions): Promise<Answered> {
  const { addresses } = options;
  const { host } = world;
  const untilMs = host.clock() + FAIL_OVER_MS;
  for (let tries = 0;; tries++) {
    const answered = await dialOnce(world, options);
    if (!(answered instanceof CommandError)) return answered;
    const final = addresses.length === 1 || answered.exitCode !== EXIT.unknown;
    if (final || host.clock() >= untilMs) throw answered;
    await pause(host, backOffMs(tries, addresses));
  }
}

async function dialOnce(world: World, options: DialOptions): Promise<Answered | CommandError> {
  const { addresses, certificate, profile, fingerprint } = options;
  const { runtime, host } = world;
  try {
    return await firstToAnswer({ addresses, runtime, certificate });
  } catch (error) {
    const failed = error instanceof NoneAnswered
      ? error.failed
      : [{ address: addresses[0]!, error }];
    const about = { profile, fingerprint, certificate, nowMs: host.clock() };
    return worstOf(
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

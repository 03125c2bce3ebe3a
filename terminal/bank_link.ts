// The way to a bank: the certificate that is trusted for its address, a connection to it alone, and the first words, which
// must be those of the bank that this machine knows.
import { Client } from "../net/client/client.ts";
import type { Result } from "../api/methods.ts";
import type { PinnedCertificate } from "../net/pinned_certificate.ts";
import type { NetAddress } from "../net/runtime.ts";
import { CommandError } from "../console/exit.ts";
import type { BankProfile } from "./profile.ts";
import { explainFailure, trustedCertificate, type TrustOptions, unreachable } from "./trust.ts";
import { adoptZone } from "../console/bank_time.ts";
import { bearWitness, lossText } from "./witness.ts";
import type { World } from "../console/world.ts";

export interface BankLink {
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
    readonly fingerprint: string | undefined;
  };
}

/** @throws {CommandError} with words for the person. */
export async function openLink({ world, flags, profile }: LinkOptions): Promise<BankLink> {
  const address: NetAddress = { hostname: flags.host, port: flags.port };
  const trust = { address, profile, fingerprint: flags.fingerprint };
  const certificate = await trustedCertificate(world, trust);
  const client = await dial(world, { ...trust, certificate });
  try {
    const hello = await client.hello(`bank ${world.version}`);
    const aheadMs = hello.atMs - world.host.clock();
    adoptZone(hello, world.env);
    const loss = await bearWitness(client, profile, hello);
    if (loss) world.screen.say(lossText(loss));
    return { certificate, client, hello, aheadMs };
  } catch (error) {
    client.close();
    throw error instanceof CommandError ? error : unreachable(address, error);
  }
}

export interface DialOptions extends TrustOptions {
  readonly certificate: PinnedCertificate;
}

/** A connection on which nothing has been said yet. @throws {CommandError} with words for the person. */
export async function dial(world: World, options: DialOptions): Promise<Client> {
  const { address, certificate } = options;
  const { runtime, host } = world;
  try {
    return await Client.connect({ ...address, runtime, certificate });
  } catch (error) {
    throw await explainFailure({ ...options, nowMs: host.clock() }, error);
  }
}

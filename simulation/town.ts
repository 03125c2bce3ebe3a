// The place in which simulated customers live: what all of them share.
import type { PinnedCertificate } from "../net/pinned_certificate.ts";
import type { GivingTown } from "./giver.ts";
import type { Model } from "./model.ts";
import type { VirtualNetwork } from "./virtual_network.ts";
import type { Chance } from "./virtual_time.ts";

export interface Town {
  readonly network: VirtualNetwork;
  readonly certificate: PinnedCertificate;
  readonly chance: Chance;
  readonly model: Model;
  /** Account numbers of all citizens who have signed up. */
  readonly accounts: string[];
  /** Ids of payments that were acknowledged. */
  readonly booked: string[];
  /** Citizens begin nothing new. */
  over: boolean;
  readonly giving: GivingTown;
  /** What went wrong in the life of a citizen, for the simulation to throw. */
  failure: unknown;
}

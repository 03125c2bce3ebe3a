// The place in which simulated customers live: what all of them share.
import type { PinnedCertificate } from "../net/pinned_certificate.ts";
import type { GivingTown } from "./giving_life.ts";
import type { Model } from "./model.ts";
import type { VirtualNetwork } from "./virtual_network.ts";
import type { Chance } from "./virtual_time.ts";

export interface Town {
  readonly network: VirtualNetwork;
  readonly certificate: PinnedCertificate;
  readonly chance: Chance;
  readonly model: Model;
  /** Account numbers of everybody who has signed up. */
  readonly accounts: string[];
  /** Ids of payments that were acknowledged. */
  readonly booked: string[];
  /** Nobody begins anything new. */
  over: boolean;
  readonly giving: GivingTown;
  /** What went wrong in somebody's life, for the simulation to throw. */
  failure: unknown;
}

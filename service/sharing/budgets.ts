// Everything scarce that peers may hold, in one place: how much of it there is, and how much each of them may have. What belongs to
// one machine of a provider counts together (service/sharing/shares.ts), and so does what belongs to one account. A part of each is
// kept for those the bank knows (service/sharing/rank.ts).
import { FairQueue } from "./fair_queue.ts";
import {
  DOCUMENTS_STAGED_BYTES_MAX,
  DOCUMENTS_STAGED_BYTES_PER_ACCOUNT,
  HASHES_AT_ONCE,
  HASHES_WAITING_MAX,
  LIVE_PER_ACCOUNT_MAX,
  LIVE_SOCKETS_MAX,
  LOOKS_AT_ONCE,
  LOOKS_PER_LINE_MAX,
  LOOKS_WAITING_MAX,
  MEMBERS_MAX,
  PAYMENTS_AT_ONCE_MAX,
  PAYMENTS_PER_ACCOUNT_MAX,
  RESERVED,
  STRANGERS_MAX,
  UNSENT_BYTES_MAX,
  UNSENT_BYTES_PER_HOLDER,
  WEB_CONNECTIONS_MAX,
} from "../../api/limits.ts";
import type { ClosingReason, Session } from "../identity/session.ts";
import { Quota, type Scarce, Shares } from "./shares.ts";
import { KnownSources } from "./rank.ts";
import type { Budget, Usage } from "./usage.ts";

/** Descriptors for files, for the listeners and for what the platform opens by itself. */
const DESCRIPTORS_KEPT = 256;

/** Descriptors of a connection over HTTP where it is carried on to a server within (net/http_deno.ts). */
const DESCRIPTORS_PER_WEB = 3;

/** Likewise over TLS, once the relay is used (net/tls_deno.ts). */
const DESCRIPTORS_PER_STRANGER = 3;

interface Destroyable {
  destroy(): void;
}

/** A connection over TLS. */
export interface Line {
  readonly session: Session;
  /** At once. */
  abort(): void;
  /** When the other side has been told. */
  end(reason: ClosingReason): void;
}

/** What the parts of the network layer hold, by what it is. */
export interface Budgets {
  /** Where those have signed in whom the bank knows. */
  readonly sources: KnownSources;
  /** Connections over TLS that have not signed in, by source. */
  readonly strangers: Shares<Line>;
  /** Those that have, by account. */
  readonly members: Shares<Line>;
  /** Connections over HTTP, by source. */
  readonly web: Shares<Destroyable>;
  /** Live pages by source, and those of accounts by account. */
  readonly live: Shares<Destroyable>;
  readonly ownLive: Shares<Destroyable>;
  /** Bytes of answers that have not been taken yet, by account or source. */
  readonly unsent: Quota;
  /** Bytes of documents that are being handed in, by account. */
  readonly staged: Quota;
  /** Payments of requests that ask for many, by account. */
  readonly payments: Quota;
  /** Password hashes, by account, known machine or source. */
  readonly hashes: FairQueue;
  /** Looks into the store that may bring much, by account or source. */
  readonly looks: FairQueue;
}

/** @param descriptors that this process may have, or null where that is not known. */
export function budgetsFor(descriptors: number | null): Budgets {
  const wanted = DESCRIPTORS_KEPT + MEMBERS_MAX + STRANGERS_MAX * DESCRIPTORS_PER_STRANGER +
    WEB_CONNECTIONS_MAX * DESCRIPTORS_PER_WEB + LIVE_SOCKETS_MAX;
  const part = descriptors === null
    ? 1
    : Math.min(1, Math.max(0, descriptors - DESCRIPTORS_KEPT) / (wanted - DESCRIPTORS_KEPT));
  const connections = (name: string, max: number): Scarce => (
    { name, unit: "connections", max: Math.max(1, Math.floor(max * part)), reserved: RESERVED }
  );
  const shares = <T>(name: string, max: number, each?: number) =>
    new Shares<T>({ ...connections(name, max), ...(each === undefined ? {} : { each }) });
  return {
    sources: new KnownSources(),
    strangers: shares("strangers", STRANGERS_MAX),
    members: shares("signed_in", MEMBERS_MAX),
    web: shares("web", WEB_CONNECTIONS_MAX),
    live: shares("live", LIVE_SOCKETS_MAX),
    ownLive: shares("live_signed_in", LIVE_SOCKETS_MAX, LIVE_PER_ACCOUNT_MAX),
    unsent: new Quota({
      name: "unsent",
      unit: "bytes",
      max: UNSENT_BYTES_MAX,
      each: UNSENT_BYTES_PER_HOLDER,
      reserved: RESERVED,
    }),
    staged: new Quota({
      name: "documents_staged",
      unit: "bytes",
      max: DOCUMENTS_STAGED_BYTES_MAX,
      each: DOCUMENTS_STAGED_BYTES_PER_ACCOUNT,
      reserved: RESERVED,
    }),
    payments: new Quota({
      name: "payments",
      unit: "payments",
      max: PAYMENTS_AT_ONCE_MAX,
      each: PAYMENTS_PER_ACCOUNT_MAX,
      reserved: RESERVED,
    }),
    hashes: new FairQueue({
      name: "password_hashes",
      unit: "hashes",
      running: HASHES_AT_ONCE,
      waiting: HASHES_WAITING_MAX,
      each: HASHES_WAITING_MAX,
    }),
    looks: new FairQueue({
      name: "looks",
      unit: "looks",
      running: LOOKS_AT_ONCE,
      waiting: LOOKS_WAITING_MAX,
      each: LOOKS_PER_LINE_MAX,
    }),
  };
}

/** What is used of each of them at this moment, in the order of their names above. */
export function usageOf(budgets: Budgets): readonly Usage[] {
  // The spread has no member that is not a budget, or this does not compile.
  return Object.values<Budget>({ ...budgets }).map((budget) => budget.usage());
}

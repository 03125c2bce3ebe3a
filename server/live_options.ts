// What of a running bank can change without a restart.
import { REQUESTS_PER_MINUTE, SIGN_UPS_PER_MINUTE } from "../api/limits.ts";
import { type Published, UNPUBLISHED } from "../net/http/published.ts";
import type { Edge } from "../net/http/purge.ts";
import { TrustedProxies } from "../net/trusted_proxies.ts";

export interface LiveOptions {
  /** Whose X-Forwarded-For is believed. */
  readonly trustedProxies: TrustedProxies;
  /** Told what has changed. */
  readonly edges: readonly Edge[];
  readonly published: Published;
  /** Over HTTP, of one source. */
  readonly requestsPerMinute: number;
  /** Of one source. */
  readonly signUpsPerMinute: number;
}

export const USUAL: LiveOptions = {
  trustedProxies: new TrustedProxies([]),
  edges: [],
  published: UNPUBLISHED,
  requestsPerMinute: REQUESTS_PER_MINUTE,
  signUpsPerMinute: SIGN_UPS_PER_MINUTE,
};

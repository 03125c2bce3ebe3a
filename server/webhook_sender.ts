// How a running bank sends its webhooks: over HTTPS, to addresses of the world unless its settings say otherwise.
import type { World } from "../console/world.ts";
import type { Post } from "../service/webhooks/courier.ts";

export interface WebhookWish {
  /** Also to this machine and the networks around it. */
  readonly anywhere: boolean;
  /** PEM of an authority that is believed besides those of the platform. */
  readonly authority: string | null;
}

/** Loaded with the first event that is sent. */
export function webhookSender({ runtime, version }: World, wish: WebhookWish): Post {
  const options = { ...wish, runtime, agent: `bank/${version}` };
  return async (posting) => {
    const { httpsPost } = await import("../net/https_post.ts");
    return await httpsPost(options, posting);
  };
}

// The web face of a running bank: its pages, and word to the edges in front of it. Its socket listens at once; the pages are loaded
// behind it.
import { type Edge, Purge } from "../net/http/purge.ts";
import type { Published } from "../net/http/published.ts";
import { openDoor, type RunningFace } from "../net/http/face_door.ts";
import { AddressError, type NetAddress } from "../net/runtime.ts";
import type { Banking } from "../service/router.ts";
import type { TrustedProxies } from "../net/trusted_proxies.ts";
import type { World } from "../console/world.ts";

export interface HttpWish extends NetAddress {
  readonly trustedProxies: TrustedProxies;
  readonly edges: readonly Edge[];
  readonly published?: Published;
  /** The address is a default that no operator chose: when it is taken, the bank runs without its web face. */
  readonly optional?: boolean;
}

/** The web face, its pages, and word to the edges in front of it. */
export async function openWeb(
  { host, runtime, version }: World,
  { service, router }: Banking,
  { edges, trustedProxies, published, optional = false, ...address }: HttpWish,
): Promise<RunningFace | null> {
  const purge = new Purge(edges, service.loop.ledger, host);
  service.loop.observe(purge.observe);
  const face = async () => {
    const { answeringFace } = await import("../net/http/http_face.ts");
    const { site } = await import("../web/site.tsx");
    const about = { service, router, runtime, version, trustedProxies, published };
    return answeringFace({ ...about, pages: site });
  };
  try {
    return await openDoor({ ...address, runtime, service, face });
  } catch (error) {
    if (!(error instanceof AddressError)) throw error;
    const about = error.message.replace("--port (0 picks a free one)", "--http").replace(
      "--host",
      "--http",
    );
    if (!optional) throw new AddressError(about);
    host.log.of("web").warn("the web face is off", { why: about });
    return null;
  }
}

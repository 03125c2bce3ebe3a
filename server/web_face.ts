// The web face of a running bank: its pages, and word to the edges in front of it. Its socket listens at once; the pages are loaded
// behind it.
import { openDoor } from "../net/http/face_door.ts";
import type { ChangeableFace } from "../net/http/http_face.ts";
import { Purge } from "../net/http/purge.ts";
import { AddressError, type NetAddress } from "../net/runtime.ts";
import type { Banking } from "../service/router.ts";
import type { World } from "../console/world.ts";
import { type LiveOptions, USUAL } from "./live_options.ts";

export interface HttpWish extends NetAddress {
  /** The address is a default that no operator chose: when it is taken, the bank runs without its web face. */
  readonly optional?: boolean;
}

export interface WebFace {
  readonly address: NetAddress;
  change(live: LiveOptions): void;
  close(): Promise<void>;
}

/** The web face, its pages, and word to the edges in front of it. */
export async function openWeb(
  { host, runtime, version }: World,
  { service, router }: Banking,
  { live = USUAL, optional = false, ...address }: HttpWish & { readonly live?: LiveOptions },
): Promise<WebFace | null> {
  const purge = new Purge(live.edges, service.loop.ledger, host);
  service.loop.observe(purge.observe);
  let now = live;
  let answering: ChangeableFace | null = null;
  const face = async () => {
    const { answeringFace } = await import("../net/http/http_face.ts");
    const { site } = await import("../web/site.tsx");
    const about = { service, router, runtime, version, ...now };
    return answering = answeringFace({ ...about, pages: site });
  };
  try {
    const door = await openDoor({ ...address, runtime, service, face });
    return {
      address: door.address,
      change(next) {
        now = next;
        purge.tell(next.edges);
        answering?.change(next);
      },
      close: () => door.close(),
    };
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

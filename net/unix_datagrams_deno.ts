// Datagrams to a socket of this machine that has a path, as service managers want them. Node has none.
import { rmSync } from "node:fs";
import type { UnixSender } from "./runtime.ts";

export function unixDatagrams(own: string): UnixSender {
  // What a start that was cut has left.
  rmSync(own, { force: true });
  const socket = Deno.listenDatagram({ transport: "unixpacket", path: own });
  // Nothing is received: it needs no name any more.
  rmSync(own, { force: true });
  return {
    async send(text, path) {
      await socket.send(new TextEncoder().encode(text), { transport: "unixpacket", path });
    },
    close: () => socket.close(),
  };
}

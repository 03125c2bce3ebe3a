// An impostor on the bank's address: a real TLS server (Node's) that keeps every byte it is sent after the
// handshake. It has another certificate, or the bank's, which is public, and another key.
import { Buffer } from "node:buffer";
import { createPrivateKey, createPublicKey } from "node:crypto";
import type { Certificate } from "../../net/certificate.ts";
import { linesOf } from "./program.ts";

const SERVER = `
const tls = require("node:tls"), [cert, key] = JSON.parse(process.argv[1]);
const say = (about) => console.log(JSON.stringify(about));
const server = tls.createServer({ cert, key }, (socket) => {
  socket.on("error", () => {});
  socket.on("data", (bytes) => say({ what: "data", text: bytes.toString("latin1") }));
});
server.on("tlsClientError", () => {});
server.on("connection", (raw) => {
  const { remotePort } = raw;
  say({ what: "open", remotePort });
  raw.on("error", () => {});
  raw.on("close", () => say({ what: "closed", remotePort }));
});
server.listen(0, "127.0.0.1", () => say({ what: "ready", port: server.address().port }));
`;

export interface Impostor extends AsyncDisposable {
  readonly port: number;
  /** Connections and what came over them after the handshake since this was last asked, once all of it has ended. */
  taken(): Promise<{ readonly contacts: number; readonly data: string }>;
}

export async function startImpostor({ certPem, keyPem }: Certificate): Promise<Impostor> {
  const child = new Deno.Command("node", {
    args: ["-e", SERVER, JSON.stringify([certPem, keyPem])],
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const { lines, cancel } = linesOf(child.stdout);
  const next = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error("The impostor has ended");
    return JSON.parse(value);
  };
  const { port } = await next();
  let open = 0;
  return {
    port,
    async taken() {
      // Connections are taken in their order: when ours is seen, all before it have been.
      const mine = await Deno.connect({ hostname: "127.0.0.1", port });
      const { port: myPort } = mine.localAddr as Deno.NetAddr;
      mine.close();
      let [contacts, data, seen] = [0, "", false];
      while (!seen || open > 0) {
        const { what, text, remotePort } = await next();
        if (what === "open") open++;
        if (what === "closed") open--;
        if (what === "data") data += text;
        if (what !== "open") continue;
        if (remotePort === myPort) seen = true;
        else contacts++;
      }
      return { contacts, data };
    },
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await Promise.all([child.status, cancel()]);
    },
  };
}

/** Bytes of an uncompressed point on P-256, which end a key of PKCS #8 (RFC 5915). */
const POINT_BYTES = 65;

/** A key that passes for the certificate's where only the public part is looked at, and signs with another one. */
export function withoutItsKey({ certPem }: Certificate, other: Certificate): Certificate {
  const spki = createPublicKey(certPem).export({ format: "der", type: "spki" });
  const key = createPrivateKey(other.keyPem).export({ format: "der", type: "pkcs8" });
  const forged = Buffer.concat([key.subarray(0, -POINT_BYTES), spki.subarray(-POINT_BYTES)]);
  const base64 = forged.toString("base64").match(/.{1,64}/g)!.join("\n");
  return { certPem, keyPem: `-----BEGIN PRIVATE KEY-----\n${base64}\n-----END PRIVATE KEY-----\n` };
}

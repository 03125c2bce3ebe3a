// One POST over HTTPS to an address that was looked at before: the name is resolved once, and what it was resolved to is what is
// connected to. Redirects are answers like others; of the answer only its status is read, in bounded time and bytes.
import { Buffer } from "node:buffer";
import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { isPublicAddress } from "./public_address.ts";
import type { Connection, Runtime } from "./runtime.ts";

/** Milliseconds for all of it. */
const POST_MS = 15_000;

/** Addresses of one name that are tried. */
const ADDRESSES_MAX = 4;

/** Bytes of an answer until its status has to have been there. */
const HEAD_BYTES_MAX = 8 * 1024;

export interface HttpsPostOptions {
  readonly runtime: Pick<Runtime, "connectHttps" | "after">;
  /** Also to this machine and the networks around it. */
  readonly anywhere: boolean;
  /** PEM of an authority that is believed besides those of the platform. */
  readonly authority: string | null;
  /** Told to receivers. */
  readonly agent: string;
}

interface Sent {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly signal: AbortSignal;
}

/** @returns the status. Throws, with words for the owner of the receiver, when there is none. */
export async function httpsPost(options: HttpsPostOptions, sent: Sent): Promise<number> {
  const { runtime } = options;
  let open: Connection | null = null;
  let over = false;
  const end = () => {
    over = true;
    open?.destroy();
  };
  return await new Promise<number>((resolve, reject) => {
    const stop = (why: string) => {
      end();
      reject(new Error(why));
    };
    const cancel = runtime.after(POST_MS, () => stop(`no answer within ${POST_MS / 1_000} s`));
    const aborted = () => stop("the bank is stopping");
    sent.signal.addEventListener("abort", aborted);
    posted(options, sent, (connection) => {
      open = connection;
      if (over) connection.destroy();
    }).then(resolve, (error) => reject(new Error(wordsOf(error)))).finally(() => {
      cancel();
      sent.signal.removeEventListener("abort", aborted);
      end();
    });
    if (sent.signal.aborted) aborted();
  });
}

async function posted(
  { runtime, anywhere, authority, agent }: HttpsPostOptions,
  { url, headers, body }: Sent,
  opened: (connection: Connection) => void,
): Promise<number> {
  const { hostname, port, pathname, search, host } = new URL(url);
  const serverName = hostname.replace(/^\[|\]$/g, "");
  const about = { port: port === "" ? 443 : Number(port), serverName, authority };
  const addresses = await addressesOf(serverName, anywhere);
  const connection = await firstOf(
    addresses,
    (address) => runtime.connectHttps({ ...about, hostname: address, timeoutMs: POST_MS / 2 }),
  );
  opened(connection);
  const bytes = Buffer.from(body);
  const lines = {
    host,
    "user-agent": agent,
    "content-type": "application/json",
    "content-length": String(bytes.length),
    connection: "close",
    ...headers,
  };
  const head = Object.entries(lines).map(([name, value]) => `${name}: ${value}\r\n`).join("");
  const start = Buffer.from(`POST ${pathname}${search} HTTP/1.1\r\n${head}\r\n`);
  await connection.write(Buffer.concat([start, bytes]));
  return await statusFrom(connection);
}

/** Those that may be connected to. Throws when one of them is not of the world. */
async function addressesOf(name: string, anywhere: boolean): Promise<string[]> {
  const found = isIP(name) ? [name] : (await lookup(name, { all: true })).map((one) => one.address);
  if (anywhere || found.every(isPublicAddress)) return found.slice(0, ADDRESSES_MAX);
  throw new Error("its address is not one of the world, and this bank sends to no others");
}

/** Throws what the last one has failed of. */
async function firstOf(
  addresses: readonly string[],
  connect: (address: string) => Promise<Connection>,
): Promise<Connection> {
  let failure: unknown = new Error("its name has no address");
  for (const address of addresses) {
    try {
      return await connect(address);
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

async function statusFrom(connection: Connection): Promise<number> {
  const buffer = new Uint8Array(2_048);
  let text = "";
  while (text.length <= HEAD_BYTES_MAX) {
    const count = await connection.read(buffer);
    if (count === null) throw new Error("it ended the connection without an answer");
    text += Buffer.from(buffer.subarray(0, count)).toString("latin1");
    // What is only on its way to an answer has a head of its own.
    text = text.replace(/^(HTTP\/1\.[01] 1\d\d[^]*?\r?\n\r?\n)+/, "");
    const [, status] = /^HTTP\/1\.[01] ([2-5]\d\d)[ \r][^]*?\n/.exec(text) ?? [];
    if (status !== undefined) return Number(status);
    if (text.length >= 9 && !/^HTTP\/1\.[01] /.test(text)) break;
  }
  throw new Error("its answer is not HTTP");
}

function wordsOf(error: unknown): string {
  const { code, message } = error as { readonly code?: string; readonly message?: string };
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "its name has no address";
  return message ?? String(error);
}

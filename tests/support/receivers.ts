// Receivers of webhooks: HTTPS servers on this machine, with a certificate of an authority that only tests believe, and with manners that
// are told to them.
import { type Certificate } from "../../net/certificate.ts";
import { issue, type Issued } from "./certificates.ts";

export interface Received {
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** @returns the answer, or nothing for never. */
type Manner = (received: Received, count: number) => Response | Promise<Response>;

export interface Receiver extends AsyncDisposable {
  readonly url: string;
  readonly received: Received[];
  manner: Manner;
  /** Settles when it has received so many. */
  has(count: number): Promise<void>;
}

export async function authority(): Promise<Issued> {
  return await issue({ authority: true, subject: "CN=tests" });
}

const well: Manner = () => new Response(null, { status: 204 });

export async function receiver(issuer: Issued, manner: Manner = well): Promise<Receiver> {
  const { certPem: cert, keyPem: key }: Certificate = await issue({
    issuer,
    name: "localhost",
    subject: "CN=receiver",
  });
  const received: Received[] = [];
  const waiting: { readonly count: number; readonly done: () => void }[] = [];
  const ending = new AbortController();
  const server = Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    cert,
    key,
    signal: ending.signal,
    onListen: () => {},
    onError: () => new Response(null, { status: 500 }),
  }, async (request) => {
    const one: Received = {
      path: new URL(request.url).pathname,
      headers: Object.fromEntries(request.headers),
      body: await request.text(),
    };
    received.push(one);
    const answer = made.manner(one, received.length);
    for (const { count, done } of waiting) if (received.length >= count) done();
    return await answer;
  });
  const made: Receiver = {
    url: `https://localhost:${server.addr.port}/hook`,
    received,
    manner,
    has: (count) =>
      received.length >= count
        ? Promise.resolve()
        : new Promise((done) => void waiting.push({ count, done })),
    async [Symbol.asyncDispose]() {
      ending.abort();
      await server.finished;
    },
  };
  return made;
}

// One POST over HTTPS as webhooks are sent: to receivers that answer well, late, never, with nonsense, with a redirect, or under a name
// and a certificate that do not fit; and to addresses that are not of the world.
import assert from "node:assert/strict";
import { runtime } from "#runtime";
import { httpsPost } from "../../net/https_post.ts";
import { isPublicAddress } from "../../net/public_address.ts";
import type { HttpsClientOptions } from "../../net/runtime.ts";
import { issue } from "../support/certificates.ts";
import { authority, receiver } from "../support/receivers.ts";

const issuer = await authority();
const { signal } = new AbortController();

interface How {
  readonly anywhere?: boolean;
  readonly believed?: string | null;
  readonly ended?: AbortSignal;
  readonly soon?: boolean;
}

function post(url: string, { anywhere = true, believed, ended = signal, soon = false }: How = {}) {
  // Its patience is over at once where that is what is tried.
  const after: typeof runtime.after = (ms, act) => runtime.after(soon ? 300 : ms, act);
  const options = {
    runtime: { ...runtime, after },
    anywhere,
    authority: believed === undefined ? issuer.certPem : believed,
    agent: "bank/test",
  };
  const headers = { "webhook-id": "1" };
  return httpsPost(options, { url, headers, body: '{"a":"ü"}', signal: ended });
}

Deno.test("https: the receiver has path, headers and body, and its status is told, whatever it is", async () => {
  await using there = await receiver(issuer);
  assert.equal(await post(`${there.url}/x?y=1`), 204);
  const [{ path, body, headers }] = there.received as [typeof there.received[0]];
  assert.deepEqual([path, body], ["/hook/x", '{"a":"ü"}']);
  assert.equal(headers!["webhook-id"], "1");
  assert.equal(headers!["content-type"], "application/json");
  assert.equal(headers!["user-agent"], "bank/test");
  assert.equal(headers!["host"], new URL(there.url).host);
  for (const status of [200, 410, 500]) {
    there.manner = () => new Response("x".repeat(100_000), { status });
    assert.equal(await post(there.url), status);
  }
});

Deno.test("https: a redirect is an answer and not followed", async () => {
  await using other = await receiver(issuer);
  await using there = await receiver(issuer, () => Response.redirect(other.url, 307));
  assert.equal(await post(there.url), 307);
  assert.equal(other.received.length, 0);
});

Deno.test("https: who does not answer in time is given up, and so is all when the bank stops", async () => {
  let answer = (_: Response) => {};
  const never = new Promise<Response>((resolve) => answer = resolve);
  await using there = await receiver(issuer, () => never);
  await assert.rejects(post(there.url, { soon: true }), /no answer within 15 s/);
  const ending = new AbortController();
  const under = post(there.url, { ended: ending.signal });
  await there.has(2);
  ending.abort();
  await assert.rejects(under, /the bank is stopping/);
  await assert.rejects(post(there.url, { ended: ending.signal }), /the bank is stopping/);
  answer(new Response(null));
});

/** A server of TLS that says what it is told instead of HTTP, and then ends. */
async function rude(said: string | Uint8Array) {
  const { certPem: cert, keyPem: key } = await issue({ issuer, name: "localhost" });
  const listener = Deno.listenTls({ hostname: "127.0.0.1", port: 0, cert, key });
  const over = (async () => {
    for await (const conn of listener) {
      try {
        await conn.read(new Uint8Array(4_096));
        const bytes = typeof said === "string" ? new TextEncoder().encode(said) : said;
        for (let at = 0; at < bytes.length;) at += await conn.write(bytes.subarray(at));
        await conn.closeWrite();
      } catch {
        // The bank has heard enough.
      }
      conn.close();
    }
  })();
  return {
    url: `https://localhost:${listener.addr.port}/`,
    async [Symbol.asyncDispose]() {
      listener.close();
      await over.catch(() => {});
    },
  };
}

Deno.test("https: whatever a receiver says instead of an answer is a failure in words", async () => {
  const rows: readonly (readonly [said: string | Uint8Array, RegExp | number])[] = [
    ["", /ended the connection without an answer/],
    ["HTTP/1.1 2", /ended the connection/],
    ["SSH-2.0-nonsense\r\n", /not HTTP/],
    [`HTTP/1.1 200 ${"x".repeat(20_000)}`, /not HTTP/],
    [new Uint8Array(50_000), /not HTTP/],
    ["HTTP/1.1 999 no\r\n\r\n", /not HTTP|ended/],
    ["HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 202 Accepted\r\n\r\n", 202],
    ["HTTP/1.0 200 OK\r\n\r\n", 200],
  ];
  for (const [said, expected] of rows) {
    await using there = await rude(said);
    if (typeof expected === "number") assert.equal(await post(there.url), expected);
    else await assert.rejects(post(there.url), expected, String(said).slice(0, 20));
  }
});

Deno.test("https: nothing is sent to a certificate that is not believed, or is of another name", async () => {
  await using there = await receiver(issuer);
  await assert.rejects(post(there.url, { believed: null }));
  await assert.rejects(post(there.url.replace("localhost", "127.0.0.1")));
  await assert.rejects(post("https://localhost:1/"), /refused|connect/i);
  await assert.rejects(post("https://no-such-host.invalid/"), /its name has no address/);
  assert.equal(there.received.length, 0);
});

Deno.test("https: without leave nothing is sent to this machine and its networks, by whatever name", async () => {
  await using there = await receiver(issuer);
  const { port } = new URL(there.url);
  const hosts = [
    "localhost",
    "127.0.0.1",
    "[::1]",
    "0x7f.1",
    "2130706433",
    "[::ffff:127.0.0.1]",
    "169.254.169.254",
  ];
  for (const host of hosts) {
    const url = `https://${host}:${port}/hook`;
    await assert.rejects(post(url, { anywhere: false }), /not one of the world/, host);
  }
  assert.equal(there.received.length, 0);
});

Deno.test("https: what was looked at is what is connected to", async () => {
  const asked: HttpsClientOptions[] = [];
  const options = {
    runtime: {
      after: runtime.after,
      connectHttps: (wish: HttpsClientOptions) => {
        asked.push(wish);
        return Promise.reject(new Error("not tried"));
      },
    },
    anywhere: true,
    authority: null,
    agent: "bank/test",
  };
  const sent = { url: "https://localhost/", headers: {}, body: "{}", signal };
  await assert.rejects(httpsPost(options, sent), /not tried/);
  assert.ok(asked.length > 0);
  for (const { hostname, serverName, port } of asked) {
    assert.match(hostname, /^(127\.0\.0\.1|::1)$/);
    assert.deepEqual([serverName, port], ["localhost", 443]);
  }
});

Deno.test("addresses: which are of the world", () => {
  const world = [
    "8.8.8.8",
    "1.1.1.1",
    "172.15.0.1",
    "100.63.0.1",
    "2606:4700::1111",
    "::ffff:8.8.8.8",
  ];
  const others =
    `0.0.0.0 10.1.2.3 100.64.0.1 127.0.0.1 127.255.0.1 169.254.169.254 172.16.0.1 172.31.9.9
    192.0.0.1 192.0.2.1 192.168.1.1 198.18.0.1 198.51.100.1 203.0.113.9 224.0.0.1 240.0.0.1 255.255.255.255
    :: ::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 fe80::1 fc00::1 fd12::1 ff02::1 2001:db8::1 2002:7f00:1::
    2001::1 64:ff9b::7f00:1 localhost example.org`.split(/\s+/);
  for (const address of world) assert.ok(isPublicAddress(address), address);
  for (const address of others) assert.ok(!isPublicAddress(address), address);
});

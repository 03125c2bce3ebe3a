// Connections over HTTP of those the bank knows: by a token, by a cookie, or by a machine that is just signing in, they are told from
// strangers while they last, and what comes from there afterwards is, too. The face is called as a platform would call it.
import assert from "node:assert/strict";
import { WEB_CONNECTIONS_MAX } from "../../api/limits.ts";
import { openDoor, type RunningFace } from "../../net/http/face_door.ts";
import { answeringFace } from "../../net/http/http_face.ts";
import type { HttpOptions, HttpPeer } from "../../net/runtime.ts";
import { TrustedProxies } from "../../net/trusted_proxies.ts";
import { site } from "../../web/site.tsx";
import { dialling } from "../support/connection.ts";
import { PASSWORD, TestBank } from "../support/service.ts";

const DEVICE = "a1".repeat(32);

interface Connection {
  destroyed: boolean;
  destroy(): void;
}

class Web implements AsyncDisposable {
  #options: HttpOptions | null = null;
  #face: RunningFace | null = null;

  private constructor(readonly bank: TestBank) {}

  static async open(): Promise<Web> {
    const web = new Web(await TestBank.open());
    const address = { hostname: "127.0.0.1", port: 0 };
    const runtime = {
      ...dialling(() => assert.fail("nothing is dialled")),
      serveHttp: (options: HttpOptions) => {
        web.#options = options;
        return Promise.resolve({ address, close: () => Promise.resolve() });
      },
    };
    const trustedProxies = new TrustedProxies([]);
    const { service, router } = web.bank;
    const about = { service, router, runtime, trustedProxies, version: "0.0.0", pages: site };
    const face = () => Promise.resolve(answeringFace(about));
    web.#face = await openDoor({ ...address, service, runtime, face });
    return web;
  }

  connect(remote: string): HttpPeer & { readonly connection: Connection } {
    const connection: Connection = {
      destroyed: false,
      destroy() {
        this.destroyed = true;
      },
    };
    this.#options!.connections.add(remote, connection)?.destroy();
    return { remote, connection };
  }

  async ask(peer: HttpPeer, path: string, init: RequestInit = {}): Promise<Response> {
    return await this.#options!.answer(new Request(`http://bank.test${path}`, init), peer);
  }

  /** More than there is room for, each from a /64 of its own. */
  crowd(): void {
    for (let n = 0; n < 2 * WEB_CONNECTIONS_MAX; n++) {
      this.connect(`2001:db8:${(n >> 12).toString(16)}:${(n & 4_095).toString(16)}::1`);
    }
  }

  async logIn(peer: HttpPeer): Promise<Response> {
    const body = JSON.stringify({ userName: "alice", password: PASSWORD, device: DEVICE });
    const headers = { "content-type": "application/json" };
    return await this.ask(peer, "/v1/session", { method: "POST", headers, body });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#face?.close();
    await this.bank[Symbol.asyncDispose]();
  }
}

async function withAlice(): Promise<Web> {
  const web = await Web.open();
  await web.bank.customer("alice");
  const right = { userName: "alice", password: PASSWORD, device: DEVICE };
  await web.bank.stranger("198.51.100.9").call("logIn", right);
  return web;
}

Deno.test("web: a stranger makes room for a crowd", async () => {
  await using web = await Web.open();
  const { connection } = web.connect("2001:db8:ffff::1");
  web.crowd();
  assert(connection.destroyed);
});

for (const how of ["token", "cookie"] as const) {
  Deno.test(`web: one who shows a ${how} keeps the connection, and finds room from there again`, async () => {
    await using web = await withAlice();
    const first = web.connect("192.0.2.80");
    const { accessToken, refreshToken } = await (await web.logIn(first)).json();
    const mobile = web.connect("2001:db8:ffff::1");
    const shown = how === "token"
      ? await web.ask(mobile, "/v1/account", {
        headers: { authorization: `Bearer ${accessToken}` },
      })
      : await web.ask(mobile, "/me", { headers: { cookie: `__Host-bank=${refreshToken}` } });
    assert.equal(shown.status, 200, await shown.text());
    const next = web.connect("2001:db8:ffff::2");
    web.crowd();
    assert(!mobile.connection.destroyed && !next.connection.destroyed);
  });
}

Deno.test("web: a known machine keeps its connection while its password is being looked at", async () => {
  await using web = await withAlice();
  const { hasher } = web.bank.service;
  const matches = hasher.matches.bind(hasher);
  const gate = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  hasher.matches = async (...given) => {
    asked.resolve();
    await gate.promise;
    return await matches(...given);
  };
  const peer = web.connect("2001:db8:ffff::1");
  const answer = web.logIn(peer);
  await asked.promise;
  web.crowd();
  assert(!peer.connection.destroyed);
  gate.resolve();
  assert.equal((await answer).status, 200);
});

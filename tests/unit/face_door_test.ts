// net/http/face_door.ts: the socket of the web face listens before anything behind it is loaded; what comes meanwhile waits, and it is
// loaded once, asked for or not. The door is called as a platform would call it.
import assert from "node:assert/strict";
import { type AnsweringFace, openDoor, type RunningFace } from "../../net/http/face_door.ts";
import type { HttpOptions } from "../../net/runtime.ts";
import { TestBank } from "../support/service.ts";

const ADDRESS = { hostname: "127.0.0.1", port: 7480 };
const PEER = { remote: "192.0.2.1", connection: { destroy() {} } };
const request = (path: string) => new Request(`http://bank.example${path}`);

class Door implements AsyncDisposable {
  readonly loading = Promise.withResolvers<AnsweringFace>();
  loads = 0;
  closed = 0;
  /** What the platform was told to do later. */
  later: (() => void) | null = null;
  socket!: HttpOptions;
  running!: RunningFace;

  private constructor(readonly bank: TestBank) {}

  static async open(): Promise<Door> {
    const door = new Door(await TestBank.open());
    door.running = await openDoor({
      ...ADDRESS,
      service: door.bank.service,
      runtime: {
        serveHttp: (options) => {
          door.socket = options;
          return Promise.resolve({ address: ADDRESS, close: () => Promise.resolve() });
        },
        after: (_ms, act) => {
          door.later = act;
          return () => door.later = null;
        },
      },
      face: () => {
        door.loads++;
        return door.loading.promise;
      },
    });
    return door;
  }

  loaded(): void {
    this.loading.resolve({
      answer: ({ url }) => new Response(new URL(url).pathname),
      live: () => new Response("live", { status: 426 }),
      close: () => void this.closed++,
    });
  }

  ask = async (path: string) => await (await this.socket.answer(request(path), PEER)).text();

  async [Symbol.asyncDispose](): Promise<void> {
    await this.running.close();
    await this.bank[Symbol.asyncDispose]();
  }
}

Deno.test("door: listens while nothing is loaded, and requests of that time are answered by the face", async () => {
  await using door = await Door.open();
  assert.deepEqual([door.running.address, door.loads], [ADDRESS, 0]);
  const early = Promise.all([door.ask("/a"), door.ask("/b")]);
  const live = door.socket.live(request("/v1/live"), PEER.remote) as Response;
  assert.deepEqual([live.status, live.headers.get("retry-after")], [503, "1"]);
  assert.equal((await live.json()).code, "busy");
  door.loaded();
  assert.deepEqual(await early, ["/a", "/b"]);
  const after = door.socket.live(request("/v1/live"), PEER.remote) as Response;
  assert.deepEqual([await door.ask("/c"), after.status, door.loads], ["/c", 426, 1]);
});

Deno.test("door: the face is loaded unasked, once, and let go at the end", async () => {
  const door = await Door.open();
  door.later!();
  door.later!();
  door.loaded();
  assert.equal(await door.ask("/"), "/");
  assert.equal(door.loads, 1);
  await door[Symbol.asyncDispose]();
  assert.equal(door.closed, 1);
});

Deno.test("door: a bank that stops at once loads nothing any more", async () => {
  const door = await Door.open();
  await door[Symbol.asyncDispose]();
  assert.deepEqual([door.later, door.loads], [null, 0]);
});

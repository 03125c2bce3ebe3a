// A whole bank with its web face in this process, on ports that the system picks: real sockets, real TLS, passwords that
// cost nothing, a clock that can be moved forward. Clients over TCP and over REST; everything is closed with it.
import assert from "node:assert/strict";
import { join } from "node:path";
import { runtime } from "#runtime";
import type { Host, Log } from "../../bank/host.ts";
import { type TransferId, transferIdOf } from "../../bank/transfer_id.ts";
import { type RunningBank, startBank } from "../../server/bank_server.ts";
import { type FilledGiving, fillGiving } from "../../commands/demo/demo_giving.ts";
import type { WebhookWish } from "../../server/webhook_sender.ts";
import { USUAL } from "../../server/live_options.ts";
import type { Screen } from "../../console/screen.ts";
import type { PasswordHasher } from "../../service/identity/password.ts";
import { plainHasher } from "../../simulation/plain_hasher.ts";
import type { World } from "../../console/world.ts";
import { type Published, UNPUBLISHED } from "../../net/http/published.ts";
import { TrustedProxies } from "../../net/trusted_proxies.ts";
import { IDLE_MS } from "../../api/limits.ts";
import { Client } from "../../net/client/client.ts";
import { KeptLog } from "./fake_host.ts";
import { type Scratch, scratch } from "./program.ts";
import { RestClient } from "./rest_client.ts";

/** Of every customer of this bank. */
export const PASSWORD = "only for these tests";

export interface WebBankOptions {
  /** With the demo's dozen organisations. */
  readonly giving?: boolean;
  /** What a new customer has, as typed. */
  readonly welcome?: string;
  readonly trustedProxies?: readonly string[];
  /** What the site is called, and whom to tell of a hole in it. */
  readonly published?: Published;
  /** Where the bank writes its log, if not into the one that is kept here. */
  readonly log?: Log;
  /** How events are sent; to public addresses alone unless given. */
  readonly webhooks?: WebhookWish;
  /** Instead of one whose passwords cost nothing. */
  readonly hasher?: PasswordHasher;
}

/** Runs as the real one does, and further ahead with each call of `advance`: as if so much time had really gone by. */
export class MovableClock {
  #aheadMs = 0;
  readonly read = (): number => Date.now() + this.#aheadMs;
  readonly machineTime: typeof runtime.machineTime = {
    ...runtime.machineTime,
    monotonic: () => runtime.machineTime.monotonic() + this.#aheadMs,
  };

  advance(ms: number): void {
    this.#aheadMs += ms;
  }
}

const unasked = () => assert.fail("No person is there to be asked");

const SCREEN: Screen = {
  interactive: false,
  columns: 80,
  out: () => {},
  say: () => {},
  written: () => Promise.resolve(null),
  ask: unasked,
  readAll: unasked,
};

export class WebBank implements AsyncDisposable {
  readonly origin: string;
  readonly #clients: Client[] = [];

  private constructor(
    readonly bank: RunningBank,
    readonly world: World,
    readonly clock: MovableClock,
    readonly log: KeptLog,
    readonly filled: FilledGiving | null,
    readonly dir: Scratch,
  ) {
    this.origin = `http://127.0.0.1:${bank.http!.port}`;
  }

  static async open(options: WebBankOptions = {}): Promise<WebBank> {
    const { giving = false, welcome = "1000.00", trustedProxies = ["127.0.0.1"] } = options;
    const { published = UNPUBLISHED } = options;
    const dir = scratch();
    const [clock, log] = [new MovableClock(), new KeptLog()];
    const random = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes));
    const host: Host = { clock: clock.read, after: runtime.after, random, log: options.log ?? log };
    const timed = { ...runtime, machineTime: clock.machineTime };
    const world: World = { host, runtime: timed, env: {}, screen: SCREEN, version: "0.0.0" };
    const address = { hostname: "127.0.0.1", port: 0 };
    const bank = await startBank(world, {
      ...address,
      data: join(dir.path, "data"),
      bankName: "Village Bank",
      currency: "INR",
      welcome,
      newStaffCode: false,
      hasher: options.hasher ?? plainHasher,
      http: address,
      webhooks: options.webhooks ?? { anywhere: false, authority: null },
      live: { ...USUAL, trustedProxies: new TrustedProxies(trustedProxies), published },
      onFatal: (error) => log.error("fatal", { error }),
    });
    const filled = giving ? await fillGiving({ world, bank, password: PASSWORD }) : null;
    return new WebBank(bank, world, clock, log, filled, dir);
  }

  /** Time goes by, and those who are connected over TCP go on using their connections, which would else be closed as idle. */
  async passes(ms: number): Promise<void> {
    const connected = [...this.#clients, ...this.filled ? [this.filled.donor] : []];
    for (let left = ms; left > 0; left -= IDLE_MS / 2) {
      this.clock.advance(Math.min(left, IDLE_MS / 2));
      await Promise.allSettled(connected.map((client) => client.call("ping", {})));
    }
  }

  newId(): TransferId {
    return transferIdOf(this.clock.read(), this.world.host.random(10));
  }

  /** A code with which one member of staff can sign up. */
  async staffCode(): Promise<string> {
    const code = `code ${this.newId()}`;
    await this.bank.books.people.setStaffCode(code);
    return code;
  }

  /** Over TCP, not signed in. */
  async tcp(): Promise<Client> {
    const { tcp, certificate } = this.bank;
    const client = await Client.connect({ ...tcp, runtime, certificate });
    this.#clients.push(client);
    return client;
  }

  /** Signs up over TCP. */
  async customer(userName: string, staff = false): Promise<Client> {
    const client = await this.tcp();
    const code = staff ? { staffCode: await this.staffCode() } : {};
    await client.call("signUp", { userName, password: PASSWORD, ...code });
    return client;
  }

  async tcpLogIn(userName: string, password = PASSWORD): Promise<Client> {
    const client = await this.tcp();
    await client.call("logIn", { userName, password });
    return client;
  }

  /** @param source the address that a trusted proxy would name. */
  rest(source = "192.0.2.7"): RestClient {
    return new RestClient(this.origin, { source, newId: () => this.newId() });
  }

  /** Signs up over REST. */
  async restCustomer(userName: string, staff = false): Promise<RestClient> {
    const client = this.rest();
    const code = staff ? { staffCode: await this.staffCode() } : {};
    const body = { userName, password: PASSWORD, ...code };
    await client.begin("/v1/customers", body);
    return client;
  }

  async restLogIn(userName: string, password = PASSWORD): Promise<RestClient> {
    const client = this.rest();
    await client.begin("/v1/session", { userName, password });
    return client;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#clients) client.close();
    this.filled?.close();
    await this.bank.stop();
    this.dir[Symbol.dispose]();
  }
}

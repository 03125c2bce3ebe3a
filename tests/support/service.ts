// A whole bank in memory: Deno KV in memory, a clock that is set by hand, seeded chance, a log that is kept.
// Customers are put in place with cheap hashes, so that only tests about hashing pay for it.
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { runtime } from "#runtime";
import { randomAccountNumber } from "../../bank/account_number.ts";
import { CommitLoop } from "../../bank/commit_loop.ts";
import type { Host } from "../../bank/host.ts";
import { SigningKey } from "../../bank/signature.ts";
import { DurableLedger } from "../../bank/ledger.ts";
import { Refusal } from "../../bank/refusal.ts";
import { defaultPolicy } from "../../bank/suspicion.ts";
import { transferIdOf } from "../../bank/transfer_id.ts";
import { AlertHub } from "../../net/udp/alert_hub.ts";
import { budgetsFor } from "../../service/sharing/budgets.ts";
import { SESSION_LIFETIME_MS } from "../../api/limits.ts";
import { ReceiptFreezer } from "../../service/giving/receipt_freezer.ts";
import type { Router } from "../../service/router.ts";
import { ServerConnection } from "../../net/tcp/server_connection.ts";
import type { Service } from "../../service/service.ts";
import { Presence } from "../../service/identity/session.ts";
import type { Kv } from "../../store/kv.ts";
import { KvJournal } from "../../store/kv_journal.ts";
import type { Person } from "../../store/people_records.ts";
import { KvRecoveries } from "../../store/recoveries.ts";
import { KvPayeeAccounts } from "../../store/payee_accounts.ts";
import { Registry } from "../../store/registry.ts";
import { Views } from "../../store/views.ts";
import { giving } from "../../service/giving/giving.ts";
import { KvGivingStore } from "../../store/giving_store.ts";
import { Seal } from "../../store/seal.ts";
import type { Post } from "../../service/webhooks/courier.ts";
import { KvWebhooks } from "../../store/webhooks.ts";
import { MemoryConnection, Peer } from "./connection.ts";
import { cheapHash, cheapHasher } from "./hashes.ts";
import { bankClock, FakeClock, KeptLog, seededRandom } from "./fake_host.ts";
import { TestSession } from "./session.ts";
import { MemoryUdp } from "./udp.ts";
import { compose } from "../../server/composition.ts";

export { FakeClock, KeptLog, seededRandom, START_MS } from "./fake_host.ts";

export const PASSWORD = "correct horse battery";

export { TestSession };

export class Customer extends TestSession {
  constructor(router: Router, source: string, readonly person: Person, readonly token: string) {
    super(router, source);
  }

  get account(): string {
    return this.person.account;
  }
}

export interface CustomerOptions {
  /** Cash paid in. */
  readonly bookedMinor?: number;
  readonly displayName?: string;
  readonly role?: "customer" | "staff";
  readonly password?: string;
  readonly source?: string;
}

export interface Line extends AsyncDisposable {
  readonly served: ServerConnection;
  readonly server: MemoryConnection;
  readonly peer: Peer;
  /** Settles when the server's side is done with it. */
  readonly over: Promise<void>;
}

export interface TestBankOptions {
  readonly welcomeMinor?: number;
  /** Closed with the bank. */
  readonly kv?: Kv;
  readonly presence?: Presence;
  /** Stands before the registry. */
  readonly before?: (people: Registry) => Registry;
  /** Receives webhooks. */
  readonly post?: Post | null;
  readonly outOfTouch?: () => boolean;
  /** Timers of a test's own. */
  readonly after?: Host["after"];
}

export class TestBank implements AsyncDisposable {
  readonly clock = new FakeClock();
  readonly log = new KeptLog();
  readonly random = seededRandom();
  readonly host: Host;
  readonly views: Views;
  readonly loop: CommitLoop;
  readonly people: Registry;
  readonly service: Service;
  readonly router: Router;

  readonly udp = new MemoryUdp({ hostname: "192.0.2.1", port: 7400 });
  readonly alerts: AlertHub;
  readonly giving: KvGivingStore;
  readonly webhooks: KvWebhooks;
  readonly receipts: ReceiptFreezer;

  private constructor(
    readonly kv: Kv,
    readonly viewsKv: Kv,
    options: TestBankOptions,
  ) {
    const { welcomeMinor = 0, presence, after = runtime.after, before, post = null } = options;
    this.host = { clock: this.clock.read, after, random: this.random, log: this.log };
    const fail = (error: unknown) => this.log.error("storage", { error });
    const { read: clock } = this.clock;
    const journal = new KvJournal(kv);
    const ledger = new DurableLedger();
    const { host } = this;
    this.views = new Views({ kv: viewsKv, journal, ledger, host, onFailure: fail });
    const { archive } = this.views;
    this.loop = new CommitLoop({
      journal,
      ledger,
      archive,
      clock,
      onFailure: fail,
      onFatal: fail,
    });
    this.loop.observe(this.views.observe);
    this.people = new Registry(kv, new Seal(seededRandom(7)(32), this.random));
    const recoveries = new KvRecoveries(kv, new Seal(seededRandom(7)(32), this.random));
    this.webhooks = new KvWebhooks(kv, new Seal(seededRandom(7)(32), this.random));
    this.giving = new KvGivingStore(kv, new Seal(seededRandom(9)(32), this.random));
    const given = giving(this.loop, this.giving);
    const budgets = budgetsFor(null);
    const { service, router, alerts, receipts } = compose({
      host: this.host,
      clock: bankClock(this.clock),
      loop: this.loop,
      people: before ? before(this.people) : this.people,
      recoveries,
      payeeAccounts: new KvPayeeAccounts(kv, new Seal(seededRandom(7)(32), this.random)),
      webhooks: this.webhooks,
      journal,
      post,
      views: this.views,
      giving: given,
      signing: new SigningKey(seededRandom(8)(32)),
      udp: this.udp,
      budgets,
      hasher: cheapHasher(this.random, budgets.hashes),
      audit: () => Promise.reject(new Error("not part of a bank in memory")),
      bank: { name: "Test Bank", currency: { code: "INR", scale: 2 } },
      welcomeMinor,
      version: "0.0.0",
      presence,
      outOfTouch: options.outOfTouch,
    });
    this.service = service;
    this.router = router;
    this.alerts = alerts;
    this.receipts = receipts;
    this.loop.observe(this.receipts.observe);
  }

  static async open(options: TestBankOptions = {}): Promise<TestBank> {
    const bank = new TestBank(options.kv ?? await memoryKv(), await memoryKv(), options);
    await bank.loop.replay();
    await bank.loop.submit({ type: "found", name: "Test Bank", currency: "INR", scale: 2 });
    return bank;
  }

  transferId(): string {
    return transferIdOf(this.clock.nowMs, this.random(10));
  }

  stranger(source = "192.0.2.7"): TestSession {
    return new TestSession(this.router, source);
  }

  /** A person in the registry whose account is not opened: as a crash during sign-up leaves it. */
  async person(userName: string, options: CustomerOptions = {}): Promise<Person> {
    const { displayName = userName, role = "customer", password = PASSWORD } = options;
    const account = randomAccountNumber(this.random(8));
    const passwordHash = await cheapHash(password);
    const createdAtMs = this.clock.nowMs;
    const devices: Person["devices"] = [];
    const person = { account, userName, displayName, role, passwordHash, createdAtMs, devices };
    assert(await this.people.add(person), `${userName} is taken`);
    return person;
  }

  /** Signed up and signed in. */
  async customer(userName: string, options: CustomerOptions = {}): Promise<Customer> {
    const { bookedMinor = 0, source = "192.0.2.7" } = options;
    const person = await this.person(userName, options);
    await this.loop.submit({ type: "open_account", account: person.account });
    if (bookedMinor > 0) await this.cashIn(person.account, bookedMinor);
    return await this.signedIn(person, source);
  }

  staff(userName: string, options: CustomerOptions = {}): Promise<Customer> {
    return this.customer(userName, { ...options, role: "staff" });
  }

  /** One more session of a person, through `resume`. */
  async signedIn(person: Person, source = "192.0.2.7"): Promise<Customer> {
    const token = await this.token(person.account);
    const customer = new Customer(this.router, source, person, token);
    await customer.call("resume", { sessionToken: token });
    return customer;
  }

  async token(account: string): Promise<string> {
    const token = Buffer.from(this.random(32)).toString("hex");
    const createdAtMs = this.clock.nowMs;
    const expiresAtMs = createdAtMs + SESSION_LIFETIME_MS;
    await this.people.addSession(token, { account, createdAtMs, expiresAtMs });
    return token;
  }

  async cashIn(account: string, amountMinor: number): Promise<void> {
    const id = this.transferId();
    const payment = { id, account, amountMinor, memo: "", by: "teller" };
    const outcome = await this.loop.submit({ type: "cash_in", ...payment });
    assert(!(outcome instanceof Refusal));
  }

  /** A payment that waits for its owner. */
  async held(from: string, to: string, amountMinor: number): Promise<string> {
    const id = this.transferId();
    const usual = defaultPolicy(2);
    const strict = { ...usual, newPayeeMinor: 1, holdReasons: 1 };
    await this.loop.submit({ type: "set_policy", policy: strict, by: from });
    const outcome = await this.loop.submit({
      type: "transfer",
      id,
      from,
      to,
      amountMinor,
      memo: "",
    });
    assert(!(outcome instanceof Refusal) && outcome[0]?.type === "held");
    await this.loop.submit({ type: "set_policy", policy: usual, by: from });
    return id;
  }

  /** A client's connection to this bank. */
  line({ router = this.router, source }: { router?: Router; source?: string } = {}): Line {
    const { server, client } = MemoryConnection.pair(source);
    const served = new ServerConnection(server, {
      host: this.host,
      router,
      budgets: this.service.budgets,
    });
    const over = served.serve();
    const end = async () => {
      served.abort();
      client.close();
      await over;
    };
    return { served, server, peer: new Peer(client), over, [Symbol.asyncDispose]: end };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.loop.drain();
    await this.receipts.settled();
    this.alerts.close();
    await this.views.close();
    this.viewsKv.close();
    this.kv.close();
  }
}

export async function memoryKv(): Promise<Kv> {
  return await Deno.openKv(":memory:") as unknown as Kv;
}

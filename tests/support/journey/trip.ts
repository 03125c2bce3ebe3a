// One journey through one form: the bank, the people at it and how they reach it. Steps hand on to each other what they have made.
import assert from "node:assert/strict";
import { transferIdOf } from "../../../bank/transfer_id.ts";
import type { Client } from "../../../net/client/client.ts";
import { client } from "../bank_copy.ts";
import { type Answered, type Desk, deskAt, PASSWORD } from "../desk.ts";
import type { SignedIn } from "../giving_people.ts";
import { type Scratch } from "../program.ts";
import { SiteVisitor } from "../site_visitor.ts";
import type { Form, House, Housed, Starting } from "./form.ts";

/** What the site is called, which is in receipts and in what search engines read; and figures. */
const OPTIONS = [
  "--site",
  "https://give.example",
  "--contact",
  "security@give.example",
  "--metrics",
  "0",
];

export class Trip implements AsyncDisposable {
  readonly form: Form;
  readonly house: House;
  readonly dir: Scratch;
  readonly #clients: Client[] = [];
  readonly #visitors = new Map<string, SiteVisitor>();
  #bank: Housed | null = null;
  /** What the manager and the donor have done on the way, as parts of addresses. */
  readonly places: Record<string, string> = {};

  constructor({ form, house, dir }: Pick<Trip, "form" | "house" | "dir">) {
    this.form = form;
    this.house = house;
    this.dir = dir;
  }

  get bank(): Housed {
    assert.ok(this.#bank, "the bank is not running");
    return this.#bank;
  }

  /** At the same port as before. */
  async start(...options: string[]): Promise<Housed> {
    const starting: Starting = {
      port: this.#bank?.server.port ?? 0,
      options: [...OPTIONS, ...options],
    };
    this.#visitors.clear();
    return this.#bank = await this.house.start(starting);
  }

  /** In order, and with nothing to complain of. */
  async stop(): Promise<void> {
    this.#close();
    const said = await this.bank.stop();
    assert.doesNotMatch(said, / (warn|error|fatal) /, said);
  }

  get desk(): Desk {
    return deskAt({ launcher: this.house.client, dir: this.dir, server: this.bank.server });
  }

  get passwordFile(): string {
    return this.dir.file("password", PASSWORD);
  }

  /** `bank connect`, which has to go well. */
  async connect(user: string, ...words: string[]): Promise<Answered> {
    const ran = await this.desk.json(user, words);
    assert.equal(ran.code, 0, `${user}: ${words.join(" ")}\n${ran.out}${ran.err}`);
    assert.doesNotMatch(ran.out + ran.err, /\n\s+at /, "no stack trace");
    return ran;
  }

  /** Over the wire with the client of the source, for what only has to be there. */
  async signedIn(userName: string): Promise<SignedIn> {
    const link = await client(this.bank.server);
    this.#clients.push(link);
    const { account } = await link.call("logIn", { userName, password: PASSWORD });
    return { account, call: link.call.bind(link) };
  }

  /** The site, as a person without a browser sees it; null: a stranger. */
  async visitor(userName: string | null): Promise<SiteVisitor> {
    const known = this.#visitors.get(userName ?? "");
    if (known) return known;
    const visitor = new SiteVisitor(`http://127.0.0.1:${this.bank.http}`);
    if (userName !== null) await visitor.signIn(userName, PASSWORD);
    this.#visitors.set(userName ?? "", visitor);
    return visitor;
  }

  newId(): string {
    return transferIdOf(Date.now(), crypto.getRandomValues(new Uint8Array(10)));
  }

  #close(): void {
    for (const each of this.#clients.splice(0)) each.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#close();
    return Promise.resolve();
  }
}

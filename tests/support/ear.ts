// A signed-in session that listens for alerts without AlertListener: it keeps what is pushed over TCP, seals what
// the test wants to say over UDP and opens what the bank sent. Also waiting for something to become true.
import type { Position } from "../../bank/trace.ts";
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { DatagramOpener, DatagramSealer } from "../../net/udp/datagram.ts";
import { type Here, hereText, parseText } from "../../net/udp/datagram_text.ts";
import type { AlertView } from "../../api/answers.ts";
import type { NetAddress } from "../../net/runtime.ts";
import type { Person } from "../../store/people_records.ts";
import { turn } from "./connection.ts";
import { Customer, type TestBank } from "./service.ts";

/** Milliseconds after which a test gives up on something that never happens. */
const PATIENCE_MS = 5_000;

/** Turn by turn of the event loop, until it is so. */
export async function until(done: () => boolean, what = "it"): Promise<void> {
  const endMs = performance.now() + PATIENCE_MS;
  while (!done()) {
    assert.ok(performance.now() < endMs, `${what} never happened`);
    await turn();
  }
}

export interface Push extends Position {
  readonly alerts: readonly AlertView[];
}

export interface Heard {
  /** What a datagram of the bank to this session said. */
  readonly said: ReturnType<typeof parseText>;
  readonly bytes: Uint8Array;
  readonly to: NetAddress;
}

export class Ear extends Customer {
  readonly pushes: Push[] = [];
  /** False: the client does not read what it is sent over TCP. */
  reads = true;
  datagramSession = "";
  sealer!: DatagramSealer;
  /** The key that seals what the bank sends. */
  serverKey!: Uint8Array;
  readonly #bank: TestBank;
  #opener!: DatagramOpener;
  #looked = 0;
  readonly #heard: Heard[] = [];

  private constructor(bank: TestBank, person: Person, token: string) {
    super(bank.router, "192.0.2.7", person, token);
    this.#bank = bank;
  }

  /** One more session of the person, listening. */
  static async of(bank: TestBank, { person }: { readonly person: Person }): Promise<Ear> {
    const ear = new Ear(bank, person, await bank.token(person.account));
    await ear.call("resume", { sessionToken: ear.token });
    await ear.listen();
    return ear;
  }

  async listen(): Promise<void> {
    const { udp } = await this.call("alertsListen", {});
    this.datagramSession = udp.session;
    this.serverKey = Buffer.from(udp.serverKey, "hex");
    this.sealer = new DatagramSealer(Buffer.from(udp.clientKey, "hex"), udp.session);
    this.#opener = new DatagramOpener(this.serverKey);
  }

  override notifyText(method: string, params: () => string): boolean {
    assert.equal(method, "alerts");
    if (this.reads) this.pushes.push(JSON.parse(params()) as Push);
    return this.reads;
  }

  /** A sealed hello; unless said otherwise it asks for no answer and has heard the bank. */
  here(said: Partial<Here> = {}): Uint8Array {
    const { type: _, ...rest } = said;
    return this.sealer.seal(hereText({ entry: 0, notice: 0, answer: false, heard: true, ...rest }));
  }

  /** Says it from an address, and lets the bank take it in. */
  async says(said: Partial<Here>, from: NetAddress): Promise<void> {
    this.#bank.udp.deliver(this.here(said), from);
    await turn();
  }

  /** The datagrams that this session can open, in order. */
  get heard(): readonly Heard[] {
    const { sent } = this.#bank.udp;
    for (; this.#looked < sent.length; this.#looked++) {
      const { bytes, to } = sent[this.#looked]!;
      const opened = this.#opener.open(bytes);
      if (typeof opened === "string") continue;
      this.#heard.push({ said: parseText(opened.text), bytes, to });
    }
    return this.#heard;
  }

  /** Alerts that came in datagrams. */
  get overUdp(): AlertView[] {
    return this.heard.flatMap(({ said }) =>
      said !== "malformed" && said.type === "alerts" ? said.alerts as AlertView[] : []
    );
  }

  /** Alerts that were pushed. */
  get overTcp(): AlertView[] {
    return this.pushes.flatMap(({ alerts }) => alerts);
  }
}

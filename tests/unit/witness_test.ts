// terminal/witness.ts with a bank that tells what the test wants, and a profile on a real disk: a history that grows is
// fine; one that was rolled back, forked or signed with another key is refused in words, and the proof is kept.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { isSignedBy, SigningKey } from "../../bank/signature.ts";
import { Refusal } from "../../bank/refusal.ts";
import { CommandError } from "../../console/exit.ts";
import { BankProfile } from "../../terminal/profile.ts";
import { bearWitness, lossText } from "../../terminal/witness.ts";
import { Client } from "../../net/client/client.ts";
import type { HeadView, LossView } from "../../api/answers.ts";
import { dialling, MemoryConnection, Peer } from "../support/connection.ts";
import { NO_CERTIFICATE } from "../support/pins.ts";
import { scratch } from "../support/program.ts";

const key = new SigningKey(new Uint8Array(32).fill(1));
const otherKey = new SigningKey(new Uint8Array(32).fill(2));

/** Block `seq` of a history; another `story` has other blocks. */
function headOf(seq: number, { story = "a", by = key } = {}): HeadView {
  const hash = `${story}${seq.toString(16)}`.padEnd(64, "0");
  return by.sign({ type: "head" as const, bank: "Test Bank", seq, hash });
}

interface Told {
  readonly losses?: readonly LossView[];
  /** What the bank says when it is asked for an older head. */
  readonly then?: HeadView | Refusal;
}

/** One client machine. */
class Machine implements Disposable {
  readonly #dir = scratch();
  readonly profile = new BankProfile(this.#dir.path, "bank.example", 7400);
  /** Blocks that the bank was asked for. */
  readonly asked: number[] = [];

  /** Connects to a bank whose newest head is this. @returns "fine", the words of a loss, or of the refusal. */
  async meets(head: HeadView, { then, losses }: Told = {}): Promise<string> {
    const { server, client: end } = MemoryConnection.pair();
    using peer = new Peer(server);
    const client = await Client.connect({
      hostname: "bank.example",
      port: 7400,
      certificate: NO_CERTIFICATE,
      runtime: dialling(() => end),
    });
    const answering = this.#answer(peer, then);
    try {
      const loss = await bearWitness(client, this.profile, { head, losses });
      return loss ? lossText(loss) : "fine";
    } catch (error) {
      assert.ok(error instanceof CommandError, String(error));
      assert.equal(error.exitCode, 1);
      return error.message;
    } finally {
      client.close();
      await client.ended;
      await answering;
    }
  }

  get evidence(): HeadView[] {
    const file = join(dirname(this.profile.witnessPath), "evidence.json");
    return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : [];
  }

  [Symbol.dispose](): void {
    this.#dir[Symbol.dispose]();
  }

  async #answer(peer: Peer, then: HeadView | Refusal | undefined): Promise<void> {
    const request = await peer.next();
    if (!request) return;
    assert.equal(request.method, "head");
    this.asked.push(request.params!.seq as number);
    assert.ok(then, "the bank is not asked");
    const { id } = request;
    const body = then instanceof Refusal
      ? { error: { code: 1, message: then.code, data: { ...then.detail, code: then.code } } }
      : { result: then };
    await peer.send(JSON.stringify({ jsonrpc: "2.0", id, ...body }) + "\n");
  }
}

function assertRefused(words: string, ...says: RegExp[]): void {
  assert.match(words, /^REFUSED: the bank is not the one that this machine knows/);
  for (const each of says) assert.match(words, each);
  assert.match(words, /Payments may have been undone\. Nothing was sent\./);
  assert.match(words, /witness\.json/);
  assert.doesNotMatch(words, /undefined|\[object/);
}

/** They are signed by the bank itself and contradict each other. */
function assertEvidence(machine: Machine, ...heads: HeadView[]): void {
  assert.deepEqual(machine.evidence, heads);
  for (const head of machine.evidence) assert.ok(isSignedBy(head, key.publicKey));
}

Deno.test("witness: the first contact is remembered", async () => {
  using machine = new Machine();
  assert.equal(machine.profile.witness(), null);
  assert.equal(await machine.meets(headOf(4)), "fine");
  assert.deepEqual(machine.profile.witness(), headOf(4));
  assert.deepEqual([machine.asked, machine.evidence], [[], []]);
});

Deno.test("witness: a first head that nobody has signed is not remembered", async () => {
  using machine = new Machine();
  const forged = { ...headOf(4), hash: "f".repeat(64) };
  assertRefused(await machine.meets(forged), /not signed/);
  assert.equal(machine.profile.witness(), null);
});

Deno.test("witness: a history that stands still or grows is fine, and the newest head is kept", async () => {
  using machine = new Machine();
  await machine.meets(headOf(4));
  assert.equal(await machine.meets(headOf(4)), "fine");
  assert.deepEqual(machine.asked, [], "the same head needs no question");
  assert.equal(await machine.meets(headOf(9), { then: headOf(4) }), "fine");
  assert.deepEqual(machine.profile.witness(), headOf(9));
  assert.equal(await machine.meets(headOf(400), { then: headOf(9) }), "fine");
  assert.deepEqual(machine.asked, [4, 9]);
  assert.deepEqual(machine.profile.witness(), headOf(400));
});

const noSuchBlock = new Refusal("no_such_block", { seq: 9, newest: 8 });

Deno.test("witness: another program on this machine may have learnt a newer head meanwhile", async () => {
  using machine = new Machine();
  await machine.meets(headOf(9));
  assert.equal(await machine.meets(headOf(8), { then: headOf(9) }), "fine");
  assert.deepEqual(machine.profile.witness(), headOf(9));
  const forked = headOf(9, { story: "b" });
  assertRefused(await machine.meets(headOf(8), { then: forked }), /another one: block 9/);
});

Deno.test("witness: a history that was rolled back is refused, again and again", async () => {
  using machine = new Machine();
  await machine.meets(headOf(9));
  for (const _ of [1, 2]) {
    const words = await machine.meets(headOf(8), { then: noSuchBlock });
    assertRefused(words, /rolled back.*block 9.*is at 8/);
    assertEvidence(machine, headOf(9), headOf(8));
    assert.deepEqual(machine.profile.witness(), headOf(9), "what was seen is not forgotten");
  }
});

Deno.test("witness: another history of the same length is refused", async () => {
  using machine = new Machine();
  await machine.meets(headOf(9));
  const forked = headOf(9, { story: "b" });
  const words = await machine.meets(forked);
  assertRefused(words, /another one: block 9/, new RegExp(forked.hash), new RegExp(headOf(9).hash));
  assertEvidence(machine, headOf(9), forked);
  assert.deepEqual(machine.profile.witness(), headOf(9));
});

Deno.test("witness: a longer history that does not lead through the known block is refused", async () => {
  using machine = new Machine();
  await machine.meets(headOf(9));
  const then = headOf(9, { story: "b" });
  assertRefused(await machine.meets(headOf(12, { story: "b" }), { then }), /block 9/);
  assertEvidence(machine, headOf(9), then);
  assert.deepEqual(machine.profile.witness(), headOf(9));
});

Deno.test("witness: a bank that does not know the block any more is refused", async () => {
  using machine = new Machine();
  await machine.meets(headOf(9));
  const then = new Refusal("no_such_block", { seq: 9, newest: 12 });
  assertRefused(await machine.meets(headOf(12), { then }), /block 9[\s\S]*now\s+unknown/);
  assertEvidence(machine, headOf(9), headOf(12));
});

Deno.test("witness: an answer about another block proves nothing", async () => {
  using machine = new Machine();
  await machine.meets(headOf(9));
  const then = { ...headOf(8), hash: headOf(9).hash };
  assertRefused(await machine.meets(headOf(12), { then }), /block 9/);
  const misnamed = key.sign({
    type: "head" as const,
    bank: "Test Bank",
    seq: 8,
    hash: headOf(9).hash,
  });
  assertRefused(await machine.meets(headOf(12), { then: misnamed }), /block 9/);
  assert.deepEqual(machine.profile.witness(), headOf(9));
});

Deno.test("witness: another key is refused, whatever it signs", async () => {
  using machine = new Machine();
  await machine.meets(headOf(4));
  for (const head of [headOf(4, { by: otherKey }), headOf(9, { by: otherKey })]) {
    const words = await machine.meets(head);
    assertRefused(words, /not signed/, new RegExp(key.publicKey), new RegExp(otherKey.publicKey));
    assert.deepEqual(machine.profile.witness(), headOf(4));
  }
  const then = headOf(4, { by: otherKey });
  assertRefused(await machine.meets(headOf(9), { then }), /block 4/);
});

Deno.test("witness: a head whose number or hash was changed on its way is refused", async () => {
  using machine = new Machine();
  await machine.meets(headOf(4));
  assertRefused(await machine.meets({ ...headOf(4), seq: 9 }), /not signed/);
  assertRefused(await machine.meets({ ...headOf(9), hash: headOf(4).hash }), /not signed/);
  assert.deepEqual(machine.profile.witness(), headOf(4));
});

Deno.test("witness: a bank that is busy is not refused for good, and nothing is forgotten", async () => {
  using machine = new Machine();
  await machine.meets(headOf(4));
  const then = new Refusal("busy", { waiting: 1 });
  await assert.rejects(machine.meets(headOf(9), { then }));
  assert.deepEqual([machine.profile.witness(), machine.evidence], [headOf(4), []]);
});

/** The bank was restored: blocks after `kept` are another story. */
function restoredAfter(kept: number, restore = "r1"): LossView {
  const about = {
    seq: kept,
    hash: "a".repeat(64),
    atMs: 1_000,
    payments: -1,
    restoredFromMs: 2_000,
  };
  return { block: kept + 1, kept, ...about, restore };
}

Deno.test("witness: a restored bank is believed once, whatever was seen of the blocks that are gone", async () => {
  using machine = new Machine();
  await machine.meets(headOf(9));
  const losses = [restoredAfter(5)];
  const [b9, b12] = [headOf(9, { story: "b" }), headOf(12, { story: "b" })];
  assert.match(await machine.meets(b12, { then: b9, losses }), /^THE BANK WAS RESTORED/);
  assertEvidence(machine, headOf(9), b12);
  assert.equal(await machine.meets(b12, { losses }), "fine", "told once");
  // From now on the same words excuse nothing.
  const c12 = headOf(12, { story: "c" });
  assertRefused(await machine.meets(headOf(20), { then: c12, losses }), /another one: block 12/);
  assertRefused(await machine.meets(headOf(8), { then: noSuchBlock, losses }), /rolled back/);
});

Deno.test("witness: a bank that was restored again, from the same backup or an older one, is believed again", async () => {
  using machine = new Machine();
  await machine.meets(headOf(9));
  const heads = [headOf(7, { story: "b" }), headOf(6, { story: "c" }), headOf(4, { story: "d" })];
  const losses = [restoredAfter(5), restoredAfter(5, "r2"), restoredAfter(3, "r3")];
  for (const [place, head] of heads.entries()) {
    const about = { then: noSuchBlock, losses: [losses[place]!] };
    assert.match(await machine.meets(head, about), /^THE BANK WAS RESTORED/, `restore ${place}`);
    assert.equal(await machine.meets(head, about), "fine");
  }
  const older = { then: noSuchBlock, losses };
  assertRefused(await machine.meets(headOf(2), older), /rolled back/);
});

Deno.test("witness: who has seen nothing that is gone is told of a restored bank as well", async () => {
  using machine = new Machine();
  await machine.meets(headOf(5));
  const losses = [restoredAfter(5)];
  const told = await machine.meets(headOf(6, { story: "b" }), { then: headOf(5), losses });
  assert.match(told, /^THE BANK WAS RESTORED from a backup of 1970-01-01 00:00 UTC/);
  const b6 = headOf(6, { story: "b" });
  assert.equal(await machine.meets(headOf(7), { then: b6, losses }), "fine");
  using stranger = new Machine();
  assert.equal(await stranger.meets(headOf(6, { story: "b" }), { losses }), "fine");
  assert.equal(await stranger.meets(headOf(7), { then: b6, losses }), "fine");
});

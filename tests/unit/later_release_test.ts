// The client at a bank of a later release, which has kinds, states and refusals that this one has not heard of: each is shown
// as what it is, and nothing else is lost.
import assert from "node:assert/strict";
import * as z from "zod";
import type { AlertView } from "../../api/answers.ts";
import { answerError, REFUSED, RemoteError } from "../../api/message.ts";
import { METHODS } from "../../api/methods.ts";
import { Refusal } from "../../bank/refusal.ts";
import { isSignedBy, SigningKey } from "../../bank/signature.ts";
import { AlertReceiver } from "../../net/client/alert_receiver.ts";
import { Client, RefusedError } from "../../net/client/client.ts";
import { alertText } from "../../terminal/alert_text.ts";
import { refusalWords } from "../../terminal/refusal_text.ts";
import { transferText } from "../../terminal/show.ts";
import { dialling, MemoryConnection, Peer } from "../support/connection.ts";
import { NO_CERTIFICATE } from "../support/pins.ts";

const INR = { code: "INR", scale: 2 };

/** A client, and what a bank of the future sends it. */
async function atLaterBank() {
  const { server, client: end } = MemoryConnection.pair();
  const address = { hostname: "192.0.2.1", port: 7700, certificate: NO_CERTIFICATE };
  const client = await Client.connect({ ...address, runtime: dialling(() => end) });
  const peer = new Peer(server);
  return {
    client,
    async answer(message: Record<string, unknown>) {
      const { id } = (await peer.next())!;
      const text = JSON.stringify({ jsonrpc: "2.0", id, ...message }) + "\n";
      await peer.send(new TextEncoder().encode(text));
    },
  };
}

const atMs = Date.parse("2027-03-01T10:00:00Z");
const paid = {
  transferId: "t",
  amountMinor: -700,
  bookedMinor: 300,
  counterparty: "100000000000",
  counterpartyName: "Ann",
  memo: "",
  atMs,
};
const ALERTS = [
  { stream: "entry", number: 1, kind: "transfer", ...paid },
  { stream: "entry", number: 2, kind: "standing_order", ...paid },
  { stream: "notice", number: 1, kind: "money_asked_for", atMs, asker: "100000000000" },
  { stream: "notice", number: 2, kind: "unfrozen", atMs },
  { stream: "notice", number: 3, kind: "fact_verified", fact: "gstin", atMs },
];

Deno.test("a later release: its alerts are counted, and shown as what this program does not know", async () => {
  const { client, answer } = await atLaterBank();
  const asked = client.call("alertsSince", { entry: 0, notice: 0 });
  await answer({ result: { alerts: ALERTS, more: false, upTo: 5 } });
  const { alerts } = await asked;
  const receiver = new AlertReceiver({ entry: 0, notice: 0 });
  const shown = receiver.take(alerts as AlertView[]);
  assert.deepEqual(receiver.position, { entry: 2, notice: 3 });
  assert.deepEqual(shown.map((alert) => alertText(alert, INR, { nowMs: atMs }).slice(7)), [
    "- You sent 7.00 INR to Ann; balance 3.00 INR",
    "- standing_order with Ann: 7.00 INR; balance 3.00 INR",
    "! Something this program does not know yet: money_asked_for",
    "! Your account is no longer frozen",
    "+ Two officers have verified a fact of your organisation",
  ]);
  client.close();
});

Deno.test("a later release: a transfer in a state of its own", async () => {
  const { client, answer } = await atLaterBank();
  const asked = client.call("transferStatus", { id: "t" });
  const transfer = {
    id: "t",
    kind: "standing_order",
    status: "queued",
    from: "100000000000",
    to: "2",
    amountMinor: 700,
    memo: "",
    atMs,
  };
  await answer({ result: transfer });
  assert.match(transferText(await asked, INR), /queued/);
  client.close();
});

Deno.test("a later release: a refusal is one, passes or not as the bank says, and is told by its code", async () => {
  const { client, answer } = await atLaterBank();
  for (const retryable of [true, false]) {
    const asked = client.call("balance", {}).catch((error) => error);
    const data = { code: "purse_locked", retryable, purse: 7 };
    await answer({ error: { code: REFUSED, message: "purse_locked", data } });
    const error = await asked;
    assert.ok(error instanceof RefusedError);
    const { refusal } = error;
    assert.deepEqual([refusal.code, refusal.retryable, refusal.detail], [
      "purse_locked",
      retryable,
      { purse: 7 },
    ]);
    assert.match(refusalWords(refusal, INR), /does not know yet: purse_locked/);
  }
  client.close();
});

Deno.test("a later release: an error of the protocol is no refusal, whatever its name", () => {
  const error = answerError({ code: -32601, message: "x", data: { code: "method_not_found" } });
  assert.ok(error instanceof RemoteError && !(error instanceof Refusal));
});

Deno.test("a later release: what it signs is kept with what this program does not know, and is genuine", async () => {
  const { client, answer } = await atLaterBank();
  const key = new SigningKey(new Uint8Array(32).fill(7));
  const hash = "0".repeat(64);
  const transfer = {
    id: "t",
    kind: "standing_order",
    status: "booked",
    from: "1",
    to: "2",
    amountMinor: 700,
    memo: "",
    atMs,
    series: { every: "month" },
  };
  const about = {
    type: "receipt",
    bank: "Later Bank",
    currency: INR,
    transfer,
    block: 1,
    place: 0,
  };
  const receipt = key.sign({ ...about, hash, issuedAtMs: atMs, seal: "wax" });
  const asked = client.call("receipt", { id: "t" });
  await answer({ result: receipt });
  assert.ok(isSignedBy(await asked, key.publicKey));
  const head = key.sign({ type: "head", bank: "Later Bank", seq: 7, hash, epoch: 2 });
  const greeted = client.call("hello", {});
  const bank = { protocol: 1, server: "bank 9.0.0", bank: "Later Bank", currency: INR, atMs };
  await answer({ result: { ...bank, head, motto: "slow" } });
  const hello = await greeted;
  assert.ok(isSignedBy(hello.head, key.publicKey));
  assert.deepEqual(Object.keys(hello).includes("motto"), false);
  client.close();
});

/** Where an answer says one word of a closed set. */
function closed(schema: unknown, path: string): string[] {
  if (typeof schema !== "object" || schema === null) return [];
  if (Array.isArray(schema)) {
    return schema.flatMap((each, place) => closed(each, `${path}.${place}`));
  }
  const { anyOf, ...rest } = schema as { readonly anyOf?: readonly Record<string, unknown>[] };
  const open = anyOf?.some(({ type, ...more }) => type === "string" && !("enum" in more));
  const inside = anyOf ? closed(open ? [] : anyOf, path) : [];
  const words = Array.isArray((rest as { enum?: unknown }).enum) ? [path] : [];
  return [
    ...inside,
    ...words,
    ...Object.entries(rest).flatMap(([name, each]) => closed(each, `${path}.${name}`)),
  ];
}

Deno.test("a later release: no answer of the method table has a word out of a closed set", () => {
  const found = Object.entries(METHODS).flatMap(([name, { result }]) =>
    closed(z.toJSONSchema(result, { unrepresentable: "any" }), name)
  );
  assert.deepEqual(found, []);
  const sample = z.object({ open: z.union([z.enum(["a"]), z.string()]), closed: z.enum(["a"]) });
  assert.deepEqual(closed(z.toJSONSchema(sample), "sample"), ["sample.properties.closed"]);
});

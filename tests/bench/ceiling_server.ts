// The ceiling: the same TLS, frames, group commit and journal as the bank, without rules, sessions, state or alerts.
// Whatever a bank does costs something on top of this. Prints its port; ends with its standard input.
import { runtime } from "#runtime";
import { hashOf } from "../../bank/block.ts";
import { makeCertificate } from "../../net/certificate.ts";
import { FrameDecoder } from "../../api/frame.ts";
import type { Connection } from "../../net/runtime.ts";
import type { Kv } from "../../store/kv.ts";
import { KvJournal } from "../../store/kv_journal.ts";

const BLOCK_BYTES_MAX = 60 * 1024;

const [data] = Deno.args;
const journal = new KvJournal(await runtime.openKv(`${data}/ceiling.kv`) as Kv);
const encoder = new TextEncoder();

interface Waiting {
  readonly text: string;
  readonly answer: () => void;
}

let waiting: Waiting[] = [];
let writing = false;
let seq = 0;
let prev = "0".repeat(64);

async function write(): Promise<void> {
  writing = true;
  while (waiting.length > 0) {
    const batch: Waiting[] = [];
    let bytes = 512;
    while (batch.length < waiting.length && bytes < BLOCK_BYTES_MAX) {
      bytes += waiting[batch.length]!.text.length + 1;
      batch.push(waiting[batch.length]!);
    }
    waiting = waiting.slice(batch.length);
    const events = batch.map(({ text }) => text).join(",");
    const block = encoder.encode(`{"seq":${seq},"prev":"${prev}","at":0,"events":[${events}]}`);
    await journal.append(seq++, [block]);
    prev = hashOf(block);
    for (const { answer } of batch) answer();
  }
  writing = false;
}

async function serve(connection: Connection): Promise<void> {
  const decoder = new FrameDecoder(64 * 1024);
  const buffer = new Uint8Array(64 * 1024);
  let outbox = "";
  let flushing = false;
  const flush = async () => {
    flushing = true;
    while (outbox.length > 0) {
      const bytes = encoder.encode(outbox);
      outbox = "";
      await connection.write(bytes);
    }
    flushing = false;
  };
  const send = (text: string) => {
    outbox += text;
    if (!flushing) {
      flushing = true;
      queueMicrotask(() => void flush());
    }
  };
  for (let count = await connection.read(buffer); count !== null;) {
    decoder.push(buffer.subarray(0, count), (frame) => {
      const { id, params } = JSON.parse(frame);
      const text = JSON.stringify({ type: "transferred", kind: "transfer", from: "1", ...params });
      waiting.push({
        text,
        answer: () => send(`{"jsonrpc":"2.0","id":${id},"result":${text}}\n`),
      });
    });
    if (!writing && waiting.length > 0) void write();
    count = await connection.read(buffer);
  }
}

const random = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes));
const certificate = await makeCertificate(random);
const listener = await runtime.listenTls({ hostname: "127.0.0.1", port: 0, ...certificate });
console.log(JSON.stringify({ port: listener.address.port, certPem: certificate.certPem }));
void (async () => {
  for await (const connection of listener.connections) serve(connection).catch(() => {});
})();
await Deno.stdin.read(new Uint8Array(1));
Deno.exit(0);

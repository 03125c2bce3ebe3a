// Thousands of open live pages: what each costs, and how long after a commit the last of them has heard of it.
import { transferIdOf } from "../../bank/transfer_id.ts";
import type { FilledBank } from "./filled_bank.ts";

/** Sockets opened at once. */
const BATCH = 200;

const ROUNDS = 40;

export async function liveSockets(bank: FilledBank, count: number): Promise<void> {
  const before = bank.rssMiB();
  let heard = 0;
  let wake = () => {};
  const sockets: WebSocket[] = [];
  while (sockets.length < count) {
    const some = Array.from(
      { length: Math.min(BATCH, count - sockets.length) },
      () => open(bank.http),
    );
    for (const socket of await Promise.all(some)) {
      socket.onmessage = ({ data }) => {
        if (!String(data).includes('"changes"')) return;
        heard++;
        if (heard >= count) wake();
      };
      sockets.push(socket);
    }
  }
  const each = (bank.rssMiB() - before) * 1024 / count;
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const all = new Promise<void>((resolve) => wake = resolve);
    heard = 0;
    const id = transferIdOf(Date.now(), crypto.getRandomValues(new Uint8Array(10)));
    const answer = await fetch(`http://127.0.0.1:${bank.http}/v1/gifts`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        authorization: `Bearer ${bank.tokens[0]}`,
        "idempotency-key": id,
        "x-forwarded-for": "10.9.9.9",
      },
      body: JSON.stringify({
        organisation: bank.organisations[0],
        amountMinor: 100,
        foreign: false,
      }),
    });
    await answer.body?.cancel();
    const committed = performance.now();
    await all;
    times.push(performance.now() - committed);
  }
  times.sort((a, b) => a - b);
  const at = (part: number) =>
    times[Math.min(times.length - 1, Math.floor(times.length * part))]!.toFixed(0);
  console.log(
    `${count} live pages: ${each.toFixed(1)} KiB each; a gift's answer to the last page: ` +
      `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms (load on the same machine)`,
  );
  for (const socket of sockets) socket.close();
}

function open(port: number): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/v1/live`);
    socket.onopen = () => resolve(socket);
    socket.onerror = () => reject(new Error("A live page could not be opened"));
  });
}

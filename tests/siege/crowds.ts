// Attacks by number: descriptors run out, and connections of one source that do nothing, or do it very slowly.
import type { Socket } from "node:net";
import type { Attack, Siege } from "./attack.ts";
import { countedWords } from "./attack.ts";
import { knock, knockTls, opened, written } from "./sockets.ts";

/** The begin of a handshake that never goes on. */
const HALF_HELLO = Uint8Array.from([0x16, 3, 1, 0, 0xc8, 1, 0, 0, 0xc4, 3, 3, 0x11, 0x11]);

/** Connections begun at once. */
const BATCH = 100;

type Door = () => Socket;

/** @returns those that were let in, as far as can be seen. */
async function crowd(count: number, door: Door, event: "connect" | "secureConnect") {
  const all: Socket[] = [];
  while (all.length < count) {
    const some = Array.from({ length: Math.min(BATCH, count - all.length) }, door);
    await Promise.all(some.map((socket) => opened(socket, event)));
    all.push(...some);
  }
  return all;
}

function leave(all: readonly Socket[]): void {
  for (const socket of all) socket.destroy();
}

const stillOpen = (all: readonly Socket[]) => all.filter(({ destroyed }) => !destroyed).length;

/** What is seen after the crowd has stood there for a while. */
async function stand(siege: Siege, all: readonly Socket[], shortMs = 1_500): Promise<string> {
  // An end that has been closed by the bank shows only to somebody who reads.
  for (const socket of all) socket.resume();
  await siege.hold(shortMs, 20_000);
  const { descriptors } = siege.bank.held();
  const says = `${all.length} came, ${stillOpen(all)} still there; ${descriptors} descriptors then`;
  leave(all);
  return says;
}

export const DESCRIPTORS_RUN_OUT: Attack = {
  name: "descriptors run out",
  descriptors: { short: 900, long: 3_000 },
  async strike(siege) {
    const { tcp, http } = siege.bank;
    const count = siege.pick(600, 3_300);
    const both = await Promise.all([
      crowd(count, () => knock(tcp), "connect"),
      crowd(count, () => knock(http), "connect"),
    ]);
    // So long that the door looks for another way in, for which it needs descriptors, too.
    return { says: await stand(siege, both.flat(), 4_000), wrong: [] };
  },
};

export const RAW_STRANGERS: Attack = {
  name: "strangers who say nothing",
  descriptors: { short: 3_000, long: null },
  async strike(siege) {
    const all = await crowd(siege.pick(400, 2_500), () => knock(siege.bank.tcp), "connect");
    return { says: await stand(siege, all), wrong: [] };
  },
};

export const HALF_HANDSHAKES: Attack = {
  name: "handshakes that stop half-way",
  descriptors: { short: 3_000, long: null },
  async strike(siege) {
    const all = await crowd(siege.pick(400, 2_500), () => knock(siege.bank.tcp), "connect");
    await Promise.all(all.map((socket) => written(socket, HALF_HELLO)));
    return { says: await stand(siege, all), wrong: [] };
  },
};

export const TLS_STRANGERS: Attack = {
  name: "strangers behind TLS",
  descriptors: { short: 3_000, long: null },
  async strike(siege) {
    const all = await crowd(
      siege.pick(200, 2_500),
      () => knockTls(siege.bank.tcp),
      "secureConnect",
    );
    return { says: await stand(siege, all), wrong: [] };
  },
};

/** One byte now and then, from all of them, until they are cut off or the time is over. */
async function drip(siege: Siege, all: readonly Socket[], byte: string): Promise<void> {
  const dripping = setInterval(() => {
    for (const socket of all) if (socket.writable) socket.write(byte);
  }, 250);
  for (const socket of all) socket.resume();
  await siege.hold(2_000, 25_000);
  clearInterval(dripping);
}

const SLOW = {
  head: "GET /v1/bank HTTP/1.1\r\nhost: bank\r\nx: ",
  body: "POST /v1/session HTTP/1.1\r\nhost: bank\r\ncontent-type: application/json\r\n" +
    "content-length: 4000\r\n\r\n{",
};

const slowly = (what: keyof typeof SLOW): Attack => ({
  name: `slow ${what} over HTTP`,
  descriptors: { short: 3_000, long: null },
  async strike(siege) {
    const all = await crowd(siege.pick(200, 2_200), () => knock(siege.bank.http), "connect");
    const begun = await Promise.all(all.map((socket) => written(socket, SLOW[what])));
    await drip(siege, all, "a");
    const left = stillOpen(all);
    leave(all);
    const words = countedWords(begun.map((taken) => taken ? "began" : "turned away"));
    const late = !siege.short && left > 0 ? [`${left} were still there after 25 s`] : [];
    return { says: `${words}, ${left} still there`, wrong: late };
  },
});

export const SLOW_HEADS = slowly("head");
export const SLOW_BODIES = slowly("body");

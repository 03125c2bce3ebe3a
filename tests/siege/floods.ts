// Attacks by weight: answers that are never read, messages and frames above their limits, password hashes, documents.
import { Buffer } from "node:buffer";
import { randomBytes } from "node:crypto";
import type { Socket } from "node:net";
import { chunk, PNG_BEGIN, pngHeader } from "../support/papers.ts";
import { type Attack, countedWords, later, type Siege } from "./attack.ts";
import { ANSWER_MS, ask, bodyOf, closedWithin, knock, opened, requestOf } from "./sockets.ts";
import { statusOf, written } from "./sockets.ts";
import { becomeCustomer, lineOf, newId, type Person, type Said, Speaker } from "./speaker.ts";

const MIB = 1_024 * 1_024;

/** Requests that one connection may have under way, and none of whose answers are read. */
const PIPELINED = 400;

export const SLOW_READERS: Attack = {
  name: "answers that are never read",
  async strike(siege) {
    const { bank } = siege;
    const [person, payee] = [await becomeCustomer(bank.tcp), await becomeCustomer(bank.tcp)];
    const pay = () => ({ id: newId(), to: payee.account, amountMinor: 1, memo: "x".repeat(140) });
    await Promise.all(Array.from({ length: 200 }, () => person.speaker.call("transfer", pay())));
    const asked = Array.from(
      { length: PIPELINED },
      (_, id) => lineOf(id, "history", { limit: 200 }),
    );
    const readers = await Promise.all(
      Array.from({ length: siege.pick(16, 60) }, () => Speaker.open(bank.tcp)),
    );
    const all = readers.filter((reader) => reader !== null);
    await Promise.all(all.map(async (reader) => {
      await reader.call("resume", { sessionToken: person.sessionToken });
      reader.deafen();
      reader.socket.write(asked.join(""));
    }));
    await siege.hold(2_500);
    const { rssMiB, descriptors } = bank.held();
    for (const { close } of [...all, person.speaker, payee.speaker].map(closing)) close();
    return {
      says: `${all.length} asked; ${rssMiB} MiB, ${descriptors} descriptors then`,
      wrong: [],
    };
  },
};

const closing = (speaker: Speaker) => ({ close: () => speaker.close() });

const UPGRADE = "GET /v1/live HTTP/1.1\r\nhost: bank\r\nupgrade: websocket\r\n" +
  "connection: Upgrade\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
  "sec-websocket-version: 13\r\n\r\n";

/** @returns null when it was turned away. */
async function goLive(port: number): Promise<Socket | null> {
  const socket = knock(port);
  if (!await opened(socket, "connect")) return null;
  const head = new Promise<string>((resolve) => {
    socket.once("data", (bytes) => resolve(String(bytes)));
    socket.once("close", () => resolve(""));
  });
  socket.write(UPGRADE);
  return statusOf(await head) === 101 ? socket : null;
}

/** A text of so many bytes, masked with zeros, as RFC 6455 §5.2 has it. Never sent whole. */
function beginOfMessage(bytes: number): Buffer {
  const head = Buffer.alloc(14);
  head.set([0x81, 0xff]);
  head.writeBigUInt64BE(BigInt(bytes), 2);
  return head;
}

/** MiB that the kernel takes from a sender for a receiver who reads nothing. */
const KERNEL_MIB_MAX = 16;

export const LIVE_MESSAGES: Attack = {
  name: "live messages above the limit",
  async strike(siege) {
    const size = siege.pick(24, 50) * MIB;
    const part = Buffer.alloc(64 * 1_024, "a");
    let most = 0;
    let messages = 0;
    const send = async () => {
      const socket = await goLive(siege.bank.http);
      if (!socket) return;
      socket.resume();
      messages++;
      let bytes = 0;
      if (!await written(socket, beginOfMessage(size))) return;
      while (bytes < size - part.length && await written(socket, part)) bytes += part.length;
      socket.destroy();
      most = Math.max(most, bytes);
    };
    await siege.again(1, async () => {
      await Promise.all(Array.from({ length: 16 }, send));
    });
    const mostMiB = most / MIB;
    const wrong = mostMiB > KERNEL_MIB_MAX
      ? [`${mostMiB.toFixed(1)} MiB of one message were taken`]
      : [];
    const says = `${messages} messages, at most ${mostMiB.toFixed(1)} MiB of one taken`;
    return { says, wrong };
  },
};

export const LIVE_SOCKETS: Attack = {
  name: "live pages of one source",
  descriptors: { short: 900, long: null },
  async strike(siege) {
    const count = siege.pick(400, 2_500);
    const all: (Socket | null)[] = [];
    while (all.length < count) {
      all.push(...await Promise.all(Array.from({ length: 50 }, () => goLive(siege.bank.http))));
    }
    for (const socket of all) socket?.resume();
    await siege.hold(1_000);
    const open = all.filter((socket) => socket && !socket.destroyed).length;
    for (const socket of all) socket?.destroy();
    return { says: `${count} asked, ${open} open at the end`, wrong: [] };
  },
};

export const LONG_FRAMES: Attack = {
  name: "frames above the limit",
  async strike(siege) {
    const part = Buffer.alloc(64 * 1_024, "a");
    const ends: string[] = [];
    const send = async () => {
      const speaker = await Speaker.open(siege.bank.tcp);
      if (!speaker) return "turned away";
      for (let parts = 0; parts < 16 && await written(speaker.socket, part, 5_000);) parts++;
      const cut = await closedWithin(speaker.socket, ANSWER_MS);
      speaker.close();
      return cut ? "cut off" : "still there";
    };
    await siege.again(1, async () => {
      ends.push(...await Promise.all(Array.from({ length: siege.pick(30, 100) }, send)));
    });
    const wrong = ends.includes("still there") ? ["a frame of 1 MiB did not end a connection"] : [];
    return { says: countedWords(ends), wrong };
  },
};

/** Each calls again and again until the time is over. */
async function flood(
  siege: Siege,
  speakers: readonly (Speaker | null)[],
  call: (speaker: Speaker) => Promise<Said>,
): Promise<string> {
  const words: string[] = [];
  let over = false;
  const all = speakers.map(async (speaker) => {
    while (!over) {
      const word = speaker ? (await call(speaker)).code : "turned away";
      if (over) return;
      words.push(word);
      // Who is told to wait comes again soon, not at once.
      if (word !== "ok") await later(100);
    }
  });
  await siege.hold(3_000);
  over = true;
  // What they still wait for is of no interest.
  for (const speaker of speakers) speaker?.close();
  await Promise.all(all);
  return countedWords(words);
}

export const OWN_HASHES: Attack = {
  name: "hashes of one's own password",
  async strike(siege) {
    const { speaker, password } = await becomeCustomer(siege.bank.tcp);
    const all = Array.from({ length: siege.pick(80, 160) }, () => speaker);
    const says = await flood(siege, all, () => speaker.call("unfreeze", { password }, 60_000));
    return { says, wrong: [] };
  },
};

export const GUESSED_HASHES: Attack = {
  name: "guesses from many sources",
  async strike(siege) {
    const sources = Array.from({ length: siege.pick(40, 160) }, (_, n) => `127.66.1.${n + 1}`);
    const opened = sources.map((from) => Speaker.open(siege.bank.tcp, from));
    const says = await flood(siege, await Promise.all(opened), (speaker) => {
      const userName = `u${newId().slice(-10)}`;
      return speaker.call("logIn", { userName, password: "wrong-password-1" }, 60_000);
    });
    return { says, wrong: [] };
  },
};

function largePng(): Buffer {
  const picture = chunk("IDAT", new Uint8Array(randomBytes(5 * MIB - 200)));
  return Buffer.concat([PNG_BEGIN, pngHeader(4, 4), picture, chunk("IEND")]);
}

async function accessToken(port: number, { userName, password }: Person): Promise<string> {
  const body = JSON.stringify({ userName, password });
  const headers = { "content-type": "application/json" };
  const answer = await ask(port, requestOf({ verb: "POST", path: "/v1/session", headers, body }));
  return String(bodyOf(answer).accessToken);
}

/** MiB that a bank keeps of one organisation, and some for pages of the database that are used again later. */
const GROWTH_MIB_MAX = 20 + 20;

export const DOCUMENTS: Attack = {
  name: "the same document again and again",
  async strike(siege) {
    const { tcp, http } = siege.bank;
    const person = await becomeCustomer(tcp);
    const registered = await person.speaker.call("registerOrganisation");
    const headers = {
      "content-type": "image/png",
      authorization: `Bearer ${await accessToken(http, person)}`,
    };
    const statuses: number[] = [];
    const before = siege.bank.dataMiB();
    const body = largePng();
    await siege.again(10, async () => {
      const path = `/v1/organisation/documents/${newId()}/content?fact=licence&fileName=a.png`;
      statuses.push(statusOf(await ask(http, requestOf({ verb: "PUT", path, headers, body }))));
    });
    person.speaker.close();
    const taken = statuses.filter((status) => status === 200).length;
    const wrong = registered.code !== "ok" || taken === 0 ? ["not even one was taken"] : [];
    const grown = siege.bank.dataMiB() - before;
    if (grown > GROWTH_MIB_MAX) wrong.push(`the data directory grew by ${grown} MiB`);
    return { says: `${countedWords(statuses.map(String))}; ${grown} MiB more on the disk`, wrong };
  },
};

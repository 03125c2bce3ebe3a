// Attacks by cunning: requests that mean two things, tokens that are taken up at the moment at which they are taken away,
// datagrams that no client has sealed.
import { Buffer } from "node:buffer";
import { createSocket } from "node:dgram";
import { randomBytes, randomInt } from "node:crypto";
import { type Attack, countedWords, later } from "./attack.ts";
import { ask, statusOf } from "./sockets.ts";
import { becomeCustomer, Speaker } from "./speaker.ts";

const TWO_LENGTHS =
  "POST /v1/session HTTP/1.1\r\nhost: bank\r\ncontent-type: application/json\r\n" +
  "content-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n" +
  "GET /v1/bank HTTP/1.1\r\nhost: bank\r\n\r\n";

export const TWO_MEANINGS: Attack = {
  name: "requests with two lengths",
  async strike(siege) {
    const answers: string[] = [];
    await siege.again(20, async () => {
      answers.push(await ask(siege.bank.http, TWO_LENGTHS));
    });
    const seconds = answers.filter((answer) => answer.split("HTTP/1.1 ").length > 2).length;
    const taken = answers.filter((answer) => statusOf(answer) !== 400).length;
    return {
      says: countedWords(answers.map((answer) => `answered ${statusOf(answer)}`)),
      wrong: [
        ...(seconds > 0
          ? [`${seconds} were followed by the answer to what was hidden in them`]
          : []),
        ...(taken > 0 ? [`${taken} were not answered 400`] : []),
      ],
    };
  },
};

/** A head within its limit, in which a value has spaces in its middle. */
const SPACES = `GET /v1/bank HTTP/1.1\r\nhost: bank\r\nconnection: close\r\nx: a${
  " ".repeat(16_000)
}b\r\n\r\n`;

export const HEADS_OF_SPACES: Attack = {
  name: "heads full of spaces",
  async strike(siege) {
    const answers: number[] = [];
    let over = false;
    const all = Array.from({ length: 4 }, async () => {
      while (!over) answers.push(statusOf(await ask(siege.bank.http, SPACES)));
    });
    await siege.hold(2_500);
    over = true;
    await Promise.all(all);
    return { says: countedWords(answers.map((status) => `answered ${status}`)), wrong: [] };
  },
};

/** Heads that do not end, of many names or of one long one, above what a head may have. */
const LONG_HEADS = [
  "x: a\r\n".repeat(8_000),
  Array.from({ length: 4_000 }, (_, n) => `x-${n}: a\r\n`).join(""),
  `x: ${"a".repeat(60_000)}\r\n`,
  `cookie: ${"a=b; ".repeat(10_000)}\r\n`,
].map((lines) => `GET /v1/bank HTTP/1.1\r\nhost: bank\r\n${lines}\r\n`);

export const HEAD_FLOODS: Attack = {
  name: "heads above the limit",
  async strike(siege) {
    const answers: number[] = [];
    let over = false;
    const all = LONG_HEADS.flatMap((head) => [head, head]).map(async (head) => {
      while (!over) answers.push(statusOf(await ask(siege.bank.http, head)));
    });
    await siege.hold(2_500);
    over = true;
    await Promise.all(all);
    // Who is still sending when the answer comes may see the end of the connection only.
    const wrong = answers.some((status) => status !== 431 && status !== 0)
      ? ["a head above the limit was taken"]
      : [];
    return { says: countedWords(answers.map((status) => `answered ${status}`)), wrong };
  },
};

const ENDS = ["freeze", "endOtherSessions", "logOut"] as const;

/** Connections that race for one token: fewer than one account may have. */
const RACERS = 50;

/** Milliseconds within which they start. */
const RACE_MS = 30;

/** @returns how many had been signed in with it, and how many still were after all of it. */
async function race(tcp: number, how: typeof ENDS[number]): Promise<{ won: number; left: number }> {
  const owner = await becomeCustomer(tcp);
  const { userName, password } = owner;
  const thief = await Speaker.open(tcp);
  const signedIn = await thief?.call("logIn", { userName, password });
  const stolen = how === "logOut" ? owner.sessionToken : signedIn?.result.sessionToken;
  const opened = await Promise.all(Array.from({ length: RACERS }, () => Speaker.open(tcp)));
  const racers = opened.filter((racer) => racer !== null);
  const [said, ...taken] = await Promise.all([
    later(randomInt(RACE_MS)).then(() => owner.speaker.call(how)),
    ...racers.map(async (racer, n) => {
      await later(n * RACE_MS / RACERS);
      return await racer.call("resume", { sessionToken: stolen });
    }),
  ]);
  if (said.code !== "ok") throw new Error(`${how}: ${said.code}`);
  const asked = await Promise.all(racers.map((racer) => racer.call("balance")));
  for (const each of [...racers, owner.speaker, ...(thief ? [thief] : [])]) each.close();
  const ok = (all: readonly { readonly code: string }[]) => all.filter(({ code }) => code === "ok");
  return { won: ok(taken).length, left: ok(asked).length };
}

export const RESUMED_TOKENS: Attack = {
  name: "tokens resumed while they end",
  async strike(siege) {
    const wrong: string[] = [];
    let [races, resumed] = [0, 0];
    await siege.again(1, async () => {
      await Promise.all(ENDS.map(async (how) => {
        const { won, left } = await race(siege.bank.tcp, how);
        resumed += won;
        races++;
        if (left > 0) wrong.push(`${left} of ${RACERS} connections outlived ${how}`);
      }));
    });
    return { says: `${races} races, ${resumed} resumed meanwhile`, wrong };
  },
};

/** Noise, and what looks like a datagram of a session that does not exist. */
function hostileDatagrams(): Buffer[] {
  const forged = () => Buffer.concat([Buffer.from([1]), randomBytes(randomInt(34, 1_199))]);
  const noise = () => randomBytes(randomInt(1, 1_400));
  return [
    ...Array.from({ length: 200 }, forged),
    ...Array.from({ length: 100 }, noise),
    Buffer.alloc(0),
    Buffer.alloc(33, 1),
    Buffer.alloc(34, 1),
    Buffer.alloc(1_201, 1),
    Buffer.alloc(60_000, 1),
  ];
}

export const DATAGRAMS: Attack = {
  name: "datagrams that no client sealed",
  async strike(siege) {
    const { udp } = siege.bank.server;
    const socket = createSocket("udp4");
    let answered = 0;
    let sent = 0;
    socket.on("message", () => answered++).on("error", () => {});
    const all = hostileDatagrams();
    await siege.again(200, async () => {
      await Promise.all(
        all.map((datagram) =>
          new Promise<void>((resolve) => socket.send(datagram, udp, "127.0.0.1", () => resolve()))
        ),
      );
      sent += all.length;
    });
    await later(200);
    socket.close();
    return {
      says: `${sent} sent, ${answered} answered`,
      wrong: answered > 0 ? [`${answered} datagrams were answered`] : [],
    };
  },
};

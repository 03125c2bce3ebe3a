// Attacks by what is right in itself, but too much of it: sign-ins all at once, look-ups without an end, documents that are begun and
// never finished; and strangers from so many addresses that no share of one of them is of any use.
import { Buffer } from "node:buffer";
import type { Socket } from "node:net";
import { type Attack, countedWords, later } from "./attack.ts";
import { knock } from "./sockets.ts";
import { becomeCustomer, newId, type Person, Speaker } from "./speaker.ts";

/** Where the crowd comes from: each address once, as far as they go. */
const address = (n: number) => `127.${128 + (n >> 16 & 63)}.${n >> 8 & 255}.${1 + (n & 127)}`;

/** Milliseconds between two batches of new strangers. */
const BATCH_MS = 100;

export const MANY_SOURCES: Attack = {
  name: "strangers from thousands of addresses",
  descriptors: { short: 1_500, long: null },
  async strike(siege) {
    const { tcp, http } = siege.bank;
    const [batch, most] = [siege.pick(20, 60), siege.pick(400, 8_000)];
    const words: string[] = [];
    let over = false;
    const guess = async (from: string) => {
      while (!over) {
        const speaker = await Speaker.open(tcp, from);
        const userName = `u${newId().slice(-10)}`;
        const wrong = { userName, password: "wrong-password-1" };
        words.push(speaker ? (await speaker.call("logIn", wrong)).code : "turned away");
        speaker?.close();
        await later(BATCH_MS);
      }
    };
    const guessing = Array.from(
      { length: siege.pick(20, 100) },
      (_, n) => guess(`127.66.2.${n + 1}`),
    );
    const all: Socket[] = [];
    let came = 0;
    const coming = setInterval(() => {
      for (let n = 0; n < batch; n++) {
        all.push(...[tcp, http].map((port) => knock(port, address(came++)).resume()));
      }
      for (const socket of all.splice(0, Math.max(0, all.length - most))) socket.destroy();
    }, BATCH_MS);
    await siege.hold(3_000);
    over = true;
    clearInterval(coming);
    const there = all.filter(({ destroyed }) => !destroyed).length;
    for (const socket of all) socket.destroy();
    await Promise.all(guessing);
    const says = `${came} came, ${there} still there; guesses: ${countedWords(words)}`;
    return { says, wrong: [] };
  },
};

/** Milliseconds after which those of a burst who still wait are not waited for. */
const BURST_MS_MAX = 240_000;

/** Handshakes at once: more of them would keep each other waiting in this process. */
const HANDSHAKES = 50;

/** Of one account, each from an address of its own. */
const SIGN_INS_EACH = 25;

export const SIGN_IN_BURST: Attack = {
  name: "sign-ins all at once",
  async strike(siege) {
    const { tcp } = siege.bank;
    const count = siege.pick(24, 2_000);
    const people: Person[] = [];
    while (people.length * SIGN_INS_EACH < count) people.push(await becomeCustomer(tcp));
    for (const { speaker } of people) speaker.close();
    const speakers: (Speaker | null)[] = [];
    while (speakers.length < count) {
      const some = Array.from(
        { length: Math.min(HANDSHAKES, count - speakers.length) },
        (_, n) => speakers.length + n,
      );
      speakers.push(...await Promise.all(some.map((n) => Speaker.open(tcp, address(n)))));
    }
    const began = Date.now();
    let [busy, most] = [0, 0];
    const signIn = async (speaker: Speaker | null, n: number): Promise<string> => {
      const { userName, password } = people[n % people.length]!;
      if (!speaker) return "turned away";
      while (true) {
        const { code } = await speaker.call("logIn", { userName, password }, 60_000);
        // One that came too late to be waited for may have been answered since.
        const isIn = code === "ok" || code === "already_logged_in";
        const waits = code === "busy" || code === "late";
        if (!waits || Date.now() - began > BURST_MS_MAX) {
          most = Math.max(most, Date.now() - began);
          speaker.close();
          return isIn ? "ok" : waits ? "still waiting" : code;
        }
        // As a client does that is told to come again.
        busy++;
        await later(500 + 1_000 * Math.random());
      }
    };
    const words = await Promise.all(speakers.map(signIn));
    const wrong = words.filter((word) => word !== "ok" && word !== "still waiting");
    return {
      says: `${countedWords(words)} after ${
        (most / 1_000).toFixed(1)
      } s, told to wait ${busy} times`,
      wrong: wrong.length > 0 ? [`refused: ${countedWords(wrong)}`] : [],
    };
  },
};

/** Look-ups of one connection under way. */
const LOOKING = 200;

export const LOOK_UPS: Attack = {
  name: "look-ups without an end",
  async strike(siege) {
    const { tcp } = siege.bank;
    const people = await Promise.all(
      Array.from({ length: siege.pick(3, 8) }, (_, n) => becomeCustomer(tcp, `127.66.3.${n + 1}`)),
    );
    const words: string[] = [];
    let over = false;
    const looking = people.flatMap(({ speaker, account }) =>
      Array.from({ length: LOOKING }, async (_, n) => {
        while (!over && siege.bank.alive) {
          const { code } = n % 2 === 0
            ? await speaker.call("history", { limit: 200 })
            : await speaker.call("payee", { payee: account });
          words.push(code);
          if (code !== "ok") await later(50);
        }
      })
    );
    await siege.hold(2_500);
    over = true;
    for (const { speaker } of people) speaker.close();
    await Promise.all(looking);
    return { says: countedWords(words), wrong: [] };
  },
};

/** Bytes of one part of a document, within a frame. */
const PART = Buffer.alloc(40 * 1_024, "a").toString("base64");

export const UNFINISHED_DOCUMENTS: Attack = {
  name: "documents that are never finished",
  async strike(siege) {
    const { tcp } = siege.bank;
    const people = await Promise.all(
      Array.from({ length: siege.pick(2, 12) }, (_, n) => becomeCustomer(tcp, `127.66.4.${n + 1}`)),
    );
    const words: string[] = [];
    const staging = people.map(async ({ speaker }) => {
      while (true) {
        const document = newId();
        for (let part = 0; part < 100; part++) {
          const { code } = await speaker.call("documentPart", { document, part, base64: PART });
          words.push(code);
          if (code !== "ok") return;
        }
      }
    });
    await Promise.all(staging);
    await siege.hold(500);
    const { rssMiB } = siege.bank.held();
    for (const { speaker } of people) speaker.close();
    const MiB = words.filter((word) => word === "ok").length * 40 / 1_024;
    const wrong = words.includes("busy") ? [] : ["no client was told that it is too much"];
    return {
      says: `${MiB.toFixed(0)} MiB of ${people.length} customers staged, ${rssMiB} MiB then`,
      wrong,
    };
  },
};

// Attacks by number: descriptors run out, and connections that do nothing, or do it very slowly, from one source or from thousands.
import type { Socket } from "node:net";
import { type Attack, later, type Siege } from "./attack.ts";
import { knock, knockTls, opened, written } from "./sockets.ts";

/** The begin of a handshake that never goes on. */
const HALF_HELLO = Uint8Array.from([0x16, 3, 1, 0, 0xc8, 1, 0, 0, 0xc4, 3, 3, 0x11, 0x11]);

/** Connections begun at once. */
const BATCH = 100;

/** Milliseconds after which those who were cut off come again, in the long form. */
const AGAIN_MS = 2_000;

/** Milliseconds for which an attacker waits to be let in. */
const OPEN_MS = 2_000;

interface Kind {
  readonly door: () => Socket;
  readonly event: "connect" | "secureConnect";
  /** Said at once. */
  readonly words?: Uint8Array | string;
}

class Crowd {
  #all: Socket[] = [];
  came = 0;
  turnedAway = 0;

  private constructor(readonly count: number, readonly kind: Kind) {}

  static async gather(count: number, kind: Kind): Promise<Crowd> {
    const crowd = new Crowd(count, kind);
    await crowd.fill();
    return crowd;
  }

  get there(): readonly Socket[] {
    return this.#all.filter(({ destroyed }) => !destroyed);
  }

  /** Brings as many as are missing. */
  async fill(over = () => false): Promise<void> {
    this.#all = [...this.there];
    for (let left = this.count - this.#all.length; left > 0 && !over(); left -= BATCH) {
      const some = Array.from({ length: Math.min(BATCH, left) }, this.kind.door);
      const open = await Promise.all(some.map((socket) => this.#open(socket)));
      this.came += some.length;
      this.turnedAway += open.filter((isOpen) => !isOpen).length;
      const { words } = this.kind;
      if (words) await Promise.all(some.map((socket) => written(socket, words)));
      // An end that has been closed by the bank shows only to a reader.
      for (const socket of some) socket.resume();
      this.#all.push(...some);
    }
  }

  /** Where the bank does not accept any more, it is not waited for. */
  async #open(socket: Socket): Promise<boolean> {
    const late = setTimeout(() => socket.destroy(), OPEN_MS);
    const isOpen = await opened(socket, this.kind.event);
    clearTimeout(late);
    return isOpen;
  }

  /** Stands there, and in the long form comes again; @returns what was seen. */
  async stand(siege: Siege, shortMs = 1_500): Promise<string> {
    let over = false;
    const filling = async () => {
      while (siege.seconds !== null && !over) {
        await later(AGAIN_MS);
        await this.fill(() => over);
      }
    };
    const filled = filling();
    await siege.hold(shortMs);
    over = true;
    const { descriptors } = siege.bank.held();
    const still = this.there.length;
    await filled;
    return `${this.came} came, ${still} still there; ${descriptors} descriptors then`;
  }

  leave(): void {
    for (const socket of this.#all) socket.destroy();
  }
}

/** A crowd that gathers and stands there. */
function standing(
  name: string,
  { short, long, kind }: {
    readonly short: number;
    readonly long: number;
    readonly kind: (siege: Siege) => Kind;
  },
): Attack {
  return {
    name,
    descriptors: { short: 3_000, long: null },
    async strike(siege) {
      const crowd = await Crowd.gather(siege.pick(short, long), kind(siege));
      const says = await crowd.stand(siege);
      crowd.leave();
      return { says, wrong: [] };
    },
  };
}

export const DESCRIPTORS_RUN_OUT: Attack = {
  name: "descriptors run out",
  descriptors: { short: 900, long: 3_000 },
  async strike(siege) {
    const { tcp, http } = siege.bank;
    const count = siege.pick(600, 3_300);
    const crowds = await Promise.all(
      [tcp, http].map((port) => Crowd.gather(count, { door: () => knock(port), event: "connect" })),
    );
    // So long that the door looks for another way in, for which it needs descriptors, too.
    const says = await Promise.all(crowds.map((crowd) => crowd.stand(siege, 4_000)));
    for (const crowd of crowds) crowd.leave();
    return { says: says.join("; "), wrong: [] };
  },
};

export const RAW_STRANGERS = standing("strangers who say nothing", {
  short: 400,
  long: 2_500,
  kind: ({ bank }) => ({ door: () => knock(bank.tcp), event: "connect" }),
});

export const HALF_HANDSHAKES = standing("handshakes that stop half-way", {
  short: 400,
  long: 2_500,
  kind: ({ bank }) => ({ door: () => knock(bank.tcp), event: "connect", words: HALF_HELLO }),
});

export const TLS_STRANGERS = standing("strangers behind TLS", {
  short: 200,
  long: 2_500,
  kind: ({ bank }) => ({ door: () => knockTls(bank.tcp), event: "secureConnect" }),
});

/** One byte now and then, from all of them. */
async function drip(siege: Siege, crowd: Crowd, byte: string): Promise<string> {
  const dripping = setInterval(() => {
    for (const socket of crowd.there) if (socket.writable) socket.write(byte);
  }, 250);
  const says = await crowd.stand(siege, 2_000);
  clearInterval(dripping);
  return says;
}

const SLOW = {
  head: "GET /v1/bank HTTP/1.1\r\nhost: bank\r\nx: ",
  body: "POST /v1/session HTTP/1.1\r\nhost: bank\r\ncontent-type: application/json\r\n" +
    "content-length: 4000\r\n\r\n{",
};

/** Milliseconds after which the last of them should have been cut off. */
const SLOW_MS_MAX = 25_000;

const slowly = (what: keyof typeof SLOW): Attack => ({
  name: `slow ${what} over HTTP`,
  descriptors: { short: 3_000, long: null },
  async strike(siege) {
    const door = () => knock(siege.bank.http);
    const words = SLOW[what];
    const crowd = await Crowd.gather(siege.pick(200, 2_200), { door, event: "connect", words });
    const first = [...crowd.there];
    const began = Date.now();
    const says = await drip(siege, crowd, "a");
    const left = first.filter(({ destroyed }) => !destroyed).length;
    const late = Date.now() - began > SLOW_MS_MAX && left > 0;
    crowd.leave();
    return { says, wrong: late ? [`${left} of the first were still there at the end`] : [] };
  },
});

export const SLOW_HEADS = slowly("head");
export const SLOW_BODIES = slowly("body");

// A bank in memory with webhooks, whose receivers a test plays, and days that pass at once.
import assert from "node:assert/strict";
import type { Host } from "../../bank/host.ts";
import type { Post, Posting } from "../../service/webhooks/courier.ts";
import { turn } from "./connection.ts";
import { type Customer, PASSWORD, TestBank } from "./service.ts";

export const HOUR_MS = 60 * 60 * 1000;
export const URL_ = "https://shop.example/hook";

/** Timers as couriers set them, days of which pass at once. Shorter ones are not theirs: alerts look ten times a second. */
const SHORT_MS = 400;

class Days {
  readonly #timers = new Set<{ readonly dueMs: number; readonly act: () => void }>();
  bank: TestBank | null = null;

  readonly after: Host["after"] = (ms, act) => {
    if (ms < SHORT_MS) return () => {};
    const timer = { dueMs: this.bank!.clock.nowMs + ms, act };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  };

  async passes(ms: number): Promise<void> {
    const { clock } = this.bank!;
    const endMs = clock.nowMs + ms;
    await this.settle();
    while (true) {
      const [next] = [...this.#timers].filter(({ dueMs }) => dueMs <= endMs)
        .toSorted((one, other) => one.dueMs - other.dueMs);
      if (!next) break;
      clock.advance(Math.max(0, next.dueMs - clock.nowMs));
      this.#timers.delete(next);
      next.act();
      await this.settle();
    }
    clock.advance(endMs - clock.nowMs);
  }

  /** Moves to the next timer whenever nothing happens by itself any more. */
  async until(done: () => boolean): Promise<void> {
    for (let looks = 0; !done(); looks++) {
      assert.ok(looks < 200, "it does not happen");
      await this.settle();
      if (done()) return;
      const due = Math.min(...[...this.#timers].map(({ dueMs }) => dueMs));
      if (Number.isFinite(due)) await this.passes(due - this.bank!.clock.nowMs);
    }
  }

  /** All that waits for the event loop and for the bank's KV has its turn. */
  async settle(): Promise<void> {
    for (let turns = 0; turns < 12; turns++) {
      await turn();
      await this.bank!.kv.get(["nothing"]);
    }
  }
}

interface Told {
  readonly type: string;
  readonly data: Record<string, unknown>;
}

interface Town extends AsyncDisposable {
  readonly bank: TestBank;
  readonly time: Days;
  readonly maya: Customer;
  readonly shop: Customer;
  readonly desk: Customer;
  readonly posted: Posting[];
  /** What the next answers are; 200 when there is none. */
  answers: (number | Error)[];
  /** By receiver, instead of them. */
  readonly manners: Map<string, Post>;
}

export async function town(): Promise<Town> {
  const posted: Posting[] = [];
  const manners = new Map<string, Post>();
  const time = new Days();
  const bank = await TestBank.open({
    after: (ms, act) => time.bank ? time.after(ms, act) : () => {},
    post: async (posting) => {
      posted.push(posting);
      const manner = manners.get(posting.url);
      if (manner) return await manner(posting);
      const answer = here.answers.shift() ?? 200;
      if (typeof answer !== "number") throw answer;
      return answer;
    },
  });
  const maya = await bank.customer("maya", { bookedMinor: 10_000_00 });
  const shop = await bank.customer("shop");
  const desk = await bank.staff("desk");
  bank.clock.advance(25 * HOUR_MS);
  time.bank = bank;
  const here: Town = {
    bank,
    time,
    maya,
    shop,
    desk,
    posted,
    answers: [],
    manners,
    async [Symbol.asyncDispose]() {
      await bank.service.webhooks!.stop();
      await bank[Symbol.asyncDispose]();
    },
  };
  return here;
}

export const pays = ({ bank, maya }: Town, amountMinor: number, memo = "") =>
  maya.call("transfer", { id: bank.transferId(), to: "shop", amountMinor, memo });

export const toldIn = (posted: readonly Posting[]): Told[] =>
  posted.map(({ body }) => JSON.parse(body));
export const amounts = (posted: readonly Posting[]) =>
  toldIn(posted).map(({ data }) => data.amountMinor);
export const sets = (who: Customer, more: { of?: "bank"; url?: string } = {}) =>
  who.call("setWebhook", { url: URL_, password: PASSWORD, ...more });

// A part of the sessions of tests/bench/idle_sessions.ts, as a process of its own: a process has too few descriptors for all of
// them. Its plan is the first line on standard input. Says `ready` when all listen over UDP, and, after each further line, when the last
// of them was told of a payment, and then of what staff tell all customers.
import { linesOf } from "../support/program.ts";
import { type Bank, openSessions } from "./listening_sessions.ts";

export interface IdlePlan {
  readonly bank: Bank;
  readonly tokens: readonly string[];
}

export type IdleWord =
  | { readonly word: "ready" }
  | { readonly word: "told"; readonly atMs: number; readonly alerts: number };

const { lines } = linesOf(Deno.stdin.readable);
const plan: IdlePlan = JSON.parse((await lines.next()).value!);
const say = (word: IdleWord) => console.log(JSON.stringify(word));

const told = new Set<number>();
let alerts = 0;
let all = Promise.withResolvers<void>();
const hears = (place: number) => {
  told.add(place);
  if (told.size === plan.tokens.length) all.resolve();
};
await openSessions(plan.bank, plan.tokens, {
  onAlerts(some, place) {
    alerts += some.length;
    hears(place);
  },
  onNews: hears,
});
say({ word: "ready" });
for await (const _ of lines) {
  await all.promise;
  say({ word: "told", atMs: Date.now(), alerts });
  all = Promise.withResolvers();
  told.clear();
  alerts = 0;
}
Deno.exit(0);

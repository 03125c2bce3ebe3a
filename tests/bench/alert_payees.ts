// The payees of the throughput comparison, as a process of their own: connected all the time, listening when told so on
// standard input (`listen`, `quiet`). Says `ready` when it is so, and then how many alerts it was told since before.
import { linesOf } from "../support/program.ts";
import { type Bank, type ListeningSession, openSessions, signIn } from "./listening_sessions.ts";

export interface PayeesPlan {
  readonly bank: Bank;
  readonly tokens: readonly string[];
}

interface Open {
  close(): void;
}

const plan: PayeesPlan = JSON.parse(Deno.args[0]!);
let alerts = 0;
let open: readonly (Open | ListeningSession)[] = [];

for await (const word of linesOf(Deno.stdin.readable).lines) {
  for (const each of open) each.close();
  const told = alerts;
  alerts = 0;
  open = word === "listen"
    ? await openSessions(plan.bank, plan.tokens, {
      onAlerts: (some) => void (alerts += some.length),
    })
    : await Promise.all(plan.tokens.map((token) => signIn(plan.bank, token)));
  console.log(JSON.stringify({ ready: word, told }));
}
Deno.exit(0);

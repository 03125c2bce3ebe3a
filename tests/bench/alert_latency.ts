// How long an alert takes from the commit to the payee's handler. The commit cannot be seen from outside: it is durable
// somewhere between the payer's request and its answer, so the time since the answer arrived is shown (the commit was
// earlier: a lower bound) and the time since the request was sent (an upper bound, with the whole transfer in it).
import { randomBytes } from "node:crypto";
import { transferIdOf } from "../../bank/transfer_id.ts";
import { type Bank, openSessions, signIn } from "./listening_sessions.ts";
import type { Echo } from "./udp_echo.ts";

export interface LatencyPlan {
  readonly bank: Bank;
  readonly payerToken: string;
  /** One per session that listens. */
  readonly tokens: readonly string[];
  /** Account numbers of those sessions; events go to one after the other. */
  readonly payees: readonly string[];
  readonly events: number;
  /** Milliseconds between two events; an account's second alert waits up to 10 ms to share a datagram. */
  readonly gapMs: number;
  readonly echo: Echo;
}

export interface LatencyFigures {
  readonly sessions: number;
  /** Alerts told; every session of the paid account is told of it. */
  readonly alerts: number;
  readonly echoMs: readonly number[];
  readonly answerMs: readonly number[];
  readonly sinceAnswerMs: readonly number[];
  readonly sinceRequestMs: readonly number[];
}

/** About the size of a datagram with one alert. */
const ECHO_BYTES = 350;

const WARM_UP_EVENTS = 50;

/** Milliseconds for the last alerts to come. */
const PATIENCE_MS = 10_000;

interface Sample {
  readonly requestedAt: number;
  answeredAt: number;
  readonly alertedAt: number[];
}

export async function measureLatency(plan: LatencyPlan): Promise<LatencyFigures> {
  const { bank, payerToken, tokens, payees, events, gapMs, echo } = plan;
  const samples = new Map<string, Sample>();
  const sessionsEach = tokens.length / payees.length;
  let due = 0;
  let allTold = () => {};
  const sessions = await openSessions(bank, tokens, {
    onAlerts: (alerts) => {
      const now = performance.now();
      for (const alert of alerts) {
        const sample = samples.get(alert.transferId ?? "");
        if (!sample) continue;
        sample.alertedAt.push(now);
        if (--due === 0) allTold();
      }
    },
  });
  const payer = await signIn(bank, payerToken);
  const echoMs: number[] = [];
  for (let event = 0; event < WARM_UP_EVENTS + events; event++) {
    const id = transferIdOf(Date.now(), new Uint8Array(randomBytes(10)));
    if (event >= WARM_UP_EVENTS) echoMs.push(await echo.roundTrip(ECHO_BYTES));
    const sample = { requestedAt: performance.now(), answeredAt: 0, alertedAt: [] };
    samples.set(id, sample);
    due += sessionsEach;
    await payer.call("transfer", { id, to: payees[event % payees.length]!, amountMinor: 1 });
    sample.answeredAt = performance.now();
    if (gapMs > 0) await new Promise((resolve) => setTimeout(resolve, gapMs));
  }
  await told(() => due === 0, (resolve) => allTold = resolve);
  for (const session of sessions) session.close();
  payer.close();
  const counted = [...samples.values()].slice(WARM_UP_EVENTS);
  return {
    sessions: tokens.length,
    alerts: counted.reduce((sum, { alertedAt }) => sum + alertedAt.length, 0),
    echoMs,
    answerMs: counted.map(({ requestedAt, answeredAt }) => answeredAt - requestedAt),
    sinceAnswerMs: counted.flatMap(({ answeredAt, alertedAt }) =>
      alertedAt.map((at) => at - answeredAt)
    ),
    sinceRequestMs: counted.flatMap(({ requestedAt, alertedAt }) =>
      alertedAt.map((at) => at - requestedAt)
    ),
  };
}

async function told(done: () => boolean, onDone: (resolve: () => void) => void): Promise<void> {
  if (done()) return;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  onDone(resolve);
  const timer = setTimeout(() => reject(new Error("some alerts never came")), PATIENCE_MS);
  await promise;
  clearTimeout(timer);
}

export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(part * sorted.length) - 1)] ?? NaN;
}

// Which figures a running bank tells, beside what is counted as it happens (server/metrics.ts). Loaded when they are wanted.
import { AddressError, type HttpServer, type NetAddress } from "../net/runtime.ts";
import type { AlertHub } from "../net/udp/alert_hub.ts";
import type { Banking } from "../service/router.ts";
import { type Budgets, usageOf } from "../service/sharing/budgets.ts";
import type { World } from "../console/world.ts";
import type { Books } from "./books.ts";
import type { Gauge, Metrics } from "./metrics.ts";
import { openMetricsFace, whyNotReady } from "./metrics_face.ts";

export interface Measured extends Pick<Banking, "router"> {
  readonly metrics: Metrics;
  /** Over TLS, now. */
  readonly connections: () => number;
  readonly books: Books;
  readonly alerts: AlertHub;
  readonly budgets: Budgets;
}

/** Without `prom-client` where no figures are wanted. */
export async function metricsOf({ runtime }: World): Promise<Metrics> {
  const { Metrics } = await import("./metrics.ts");
  return new Metrics(() => runtime.machineTime.monotonic());
}

export async function openMetrics(
  { runtime, host, version }: World,
  address: NetAddress,
  measured: Measured,
): Promise<HttpServer> {
  const { metrics, router, books: { loop, clock } } = measured;
  router.meter = metrics.meter;
  metrics.observe(loop);
  for (const gauge of gaugesOf(measured, version)) metrics.gauge(gauge);
  const onTrouble = (error: unknown) =>
    host.log.error("the address of the figures failed and goes on", { error: String(error) });
  try {
    return await openMetricsFace({ ...address, runtime, metrics, loop, clock, onTrouble });
  } catch (error) {
    if (!(error instanceof AddressError)) throw error;
    throw new AddressError(
      error.message.replace(/--(port \(0 picks a free one\)|host)/, "--metrics"),
    );
  }
}

function gaugesOf(measured: Measured, version: string): Gauge[] {
  const { metrics, books, connections, alerts, budgets } = measured;
  const { loop, views, clock } = books;
  const ready = () => whyNotReady({ metrics, loop, clock }) === null;
  return [
    ...budgetGauges(budgets),
    {
      name: "bank_info",
      help: "Always 1; says which program runs",
      read: () => [{ labels: { version }, value: 1 }],
    },
    {
      name: "bank_ready",
      help: "1 while payments are booked, as /readyz says",
      read: () => Number(ready()),
    },
    {
      name: "bank_clock_wrong",
      help: "1 while the machine's clock is not believed and nothing is booked",
      read: () => Number(clock.fault !== null),
    },
    { name: "bank_journal_block", help: "The newest block", read: () => loop.head.seq },
    {
      name: "bank_commands_waiting",
      help: "Commands that are not being written yet",
      read: () => loop.queued,
    },
    {
      name: "bank_views_waiting_events",
      help: "Events that are not in the views yet: the next start replays them",
      read: () => views.waiting,
    },
    {
      name: "bank_accounts",
      help: "Accounts that were ever opened, those of the house included",
      read: () => loop.ledger.bank.get("bank")?.accounts ?? 0,
    },
    {
      name: "bank_connections",
      help: "Connections over TLS, signed in or not",
      read: connections,
    },
    {
      name: "bank_datagrams_dropped_total",
      help: "Datagrams that were not taken, by why",
      type: "counter",
      read: () =>
        Object.entries(alerts.dropped).map(([why, value]) => ({ labels: { why }, value })),
    },
  ];
}

/** Everything scarce (service/sharing/budgets.ts): what is used of it, what there is, and what could not be had. */
function budgetGauges(budgets: Budgets): Gauge[] {
  const each = (figure: "used" | "max" | "refused") => () =>
    usageOf(budgets).map(({ name: budget, unit, [figure]: value }) => (
      { labels: { budget, unit }, value }
    ));
  return [
    { name: "bank_budget_used", help: "What is used of a budget", read: each("used") },
    { name: "bank_budget_max", help: "What there is of a budget", read: each("max") },
    {
      name: "bank_budget_refused_total",
      help: "How often a budget was used up, so that a caller was refused or another one made room",
      type: "counter",
      read: each("refused"),
    },
  ];
}

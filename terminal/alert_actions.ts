// `bank connect alerts`, and what an owner does about them: held payments, freeze, unfreeze; staff set thresholds.
import { type Cancel, pause } from "../bank/host.ts";
import { AlertListener, type Path } from "../net/client/alert_listener.ts";
import type { AnnouncementView } from "../api/announcement_methods.ts";
import type { AlertView } from "../api/answers.ts";
import { newsFor, newsText } from "./news.ts";
import { alertText } from "./alert_text.ts";
import { type Customer, passwordFor } from "./customer.ts";
import { heldText, withNames } from "./held_payment.ts";
import type { ActOf } from "./words/connect_words.ts";
import { line } from "../console/screen.ts";
import { dateTime } from "../console/bank_time.ts";
import { checkedKnownId, show, transferText } from "./show.ts";
import { backOffMs, worthRetrying } from "./retrying.ts";

export async function alerts(customer: Customer, { follow, all }: ActOf<"alerts">): Promise<void> {
  if (follow) return await followAlerts(customer, all);
  const { readEntry, readNotice } = await customer.call("alertsListen", {});
  let position = all ? { entry: 0, notice: 0 } : { entry: readEntry, notice: readNotice };
  let shown = 0;
  for (let more = true; more;) {
    const page = await customer.call("alertsSince", position);
    for (const alert of page.alerts) print(customer, alert);
    shown += page.alerts.length;
    position = after(position, page.alerts);
    more = page.more;
  }
  // What could not be shown is still new.
  if (await customer.world.screen.written() !== null) return;
  await customer.call("alertsRead", position);
  if (shown === 0) customer.world.screen.say("No new alerts.");
}

interface Position {
  readonly entry: number;
  readonly notice: number;
}

function after(position: Position, seen: readonly AlertView[]): Position {
  const { entry, notice } = position;
  const newest = (stream: AlertView["stream"], from: number) =>
    seen.reduce((top, alert) => alert.stream === stream ? Math.max(top, alert.number) : top, from);
  return { entry: newest("entry", entry), notice: newest("notice", notice) };
}

function print({ flags, world, currency }: Customer, alert: AlertView): void {
  world.screen.out(
    flags.json ? JSON.stringify(alert) : alertText(alert, currency, { nowMs: world.host.clock() }),
  );
}

function printNews({ flags, world }: Customer, news: AnnouncementView): void {
  world.screen.out(
    flags.json
      ? JSON.stringify({ stream: "announcement", kind: "announced", ...news })
      : newsText(news),
  );
}

/** Milliseconds after which shown alerts are told to be read: a burst is told once. */
const MARK_MS = 500;

/** Milliseconds that the end of following waits for the last mark; unread alerts are only shown once more. */
const LAST_MARK_MS = 1_000;

const PATHS: Readonly<Record<Path, string>> = {
  udp: "Alerts arrive over UDP.",
  tcp: "UDP does not get through here; alerts arrive over TCP instead.",
};

/** Until Ctrl-C or SIGTERM; connects again after a cut and continues where it was. */
async function followAlerts(customer: Customer, all: boolean): Promise<void> {
  const { world, flags } = customer;
  let stopped = false;
  let stop = () => {};
  const stopping = new Promise<void>((resolve) => stop = resolve).then(() => void (stopped = true));
  const off = (["SIGINT", "SIGTERM", "SIGHUP"] as const).map((signal) =>
    world.runtime.onSignal(signal, stop)
  );
  let from: Position | undefined = all ? { entry: 0, notice: 0 } : undefined;
  let marking: Cancel | null = null;
  let listener: AlertListener | null = null;
  const mark = async (position: Position) => {
    if (await world.screen.written() !== null) return stop();
    await customer.call("alertsRead", position).catch(() => {});
  };
  const markLater = () =>
    marking ??= world.host.after(MARK_MS, () => {
      marking = null;
      if (listener) void mark(listener.position);
    });
  for (let tries = 0; !stopped;) {
    try {
      listener = await AlertListener.open({
        client: customer.client,
        runtime: world.runtime,
        address: customer.address,
        from,
        onAlerts: (seen) => {
          for (const alert of seen) print(customer, alert);
          markLater();
        },
        news: newsFor(customer, (news) => printNews(customer, news)),
        onPath: (path) => world.screen.say(PATHS[path]),
      });
      tries = 0;
      await Promise.race([stopping, customer.client.ended]);
      from = listener.position;
      await Promise.race([mark(from), pause(world.host, LAST_MARK_MS)]);
      listener.close();
      if (stopped) break;
      world.screen.say("The connection was lost; connecting again ...");
      await Promise.race([customer.reconnect(), stopping]);
    } catch (error) {
      if (!worthRetrying(error)) throw error;
      const waited = pause(world.host, backOffMs(tries++, flags.others));
      await Promise.race([waited, stopping]);
      if (!stopped) {
        const again = customer.reconnect().catch((error) =>
          worthRetrying(error) || Promise.reject(error)
        );
        await Promise.race([again, stopping]);
      }
    }
  }
  (marking as Cancel | null)?.();
  for (const release of off) release();
}

export async function holds(customer: Customer): Promise<void> {
  const { holds: held } = await customer.call("holds", {});
  const { screen } = customer.world;
  if (customer.flags.json) {
    for (const transfer of held) screen.out(JSON.stringify(transfer));
    return;
  }
  if (held.length === 0) return screen.out("No held payments.");
  for (const hold of await withNames(customer, { holds: held })) {
    const until = dateTime(hold.expiresAtMs ?? 0);
    screen.out(line`${hold.id}  ` + heldText(hold, customer.currency) + `; until ${until}`);
  }
}

export async function hold(customer: Customer, act: ActOf<"hold">): Promise<void> {
  const id = checkedKnownId(act.id);
  const done = act.verb === "confirm"
    ? await customer.call("confirmHold", { id, password: await passwordFor(customer) })
    : await customer.call("cancelHold", { id });
  show(customer, done, transferText(done, customer.currency));
}

export async function freeze(customer: Customer): Promise<void> {
  await customer.call("freeze", {});
  show(customer, {}, "Frozen: no outgoing payments; all other sessions have ended.");
}

export async function unfreeze(customer: Customer): Promise<void> {
  await customer.call("unfreeze", { password: await passwordFor(customer) });
  show(customer, {}, "No longer frozen.");
}

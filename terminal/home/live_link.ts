// The connection while a person is at home: alerts as they happen, and, after a cut, a new connection with growing
// pauses. Says each change of state once, in plain words; settles payments whose answer was lost.
import { type Cancel, pause } from "../../bank/host.ts";
import { AlertListener, type Path } from "../../net/client/alert_listener.ts";
import type { AlertView, TransferView } from "../../api/answers.ts";
import { RemoteError } from "../../api/message.ts";
import { newsFor, newsText } from "../news.ts";
import { alertText } from "../alert_text.ts";
import type { Customer } from "../customer.ts";
import { type HeldPayment, withNames } from "../held_payment.ts";
import { CommandError } from "../../console/exit.ts";
import { settleIntents } from "../pay.ts";
import type { Terminal } from "../questions/terminal.ts";
import { backOffMs, worthRetrying } from "../retrying.ts";

/** Milliseconds without a word after which silence counts as trouble worth telling. */
const TELL_AFTER_MS = 1_000;

export interface LiveLinkOptions {
  readonly customer: Customer;
  readonly terminal: Terminal;
  /** The end of the session at the other side, or a signal. */
  readonly onSignedOut: () => void;
}

export class LiveLink {
  /** Numbers shown beside the menu; refreshed by alerts. */
  unread = 0;
  availableMinor: number | null = null;
  heldMinor = 0;
  /** Payments that wait for their owner, the newest last. */
  held: readonly HeldPayment[] = [];
  /** Open requests that others have made. */
  requested = 0;
  readonly #options: LiveLinkOptions;
  #listener: AlertListener | null = null;
  #closed = false;
  #down = false;
  #waiting: (() => void)[] = [];
  #telling: Cancel | null = null;
  #told = false;
  #lastPath: Path | null = null;
  #position: { entry: number; notice: number } | undefined;

  constructor(options: LiveLinkOptions) {
    this.#options = options;
  }

  /** Signed in: from now on alerts arrive. */
  async open(): Promise<void> {
    await this.#listen();
    void this.#watch();
  }

  /** The connection is there, or there again. */
  async back(): Promise<void> {
    if (!this.#options.customer.who) return;
    if (!this.#down) this.#cut();
    if (this.#down) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** The session has changed on the same connection: alerts need new keys. */
  async reopen(): Promise<void> {
    this.#position = this.#listener?.position ?? this.#position;
    this.#listener?.close();
    await this.#listen();
  }

  /** The owner has seen all alerts up to here. */
  async read(): Promise<void> {
    const position = this.#listener?.position;
    if (position) await this.#options.customer.call("alertsRead", position);
    this.unread = 0;
  }

  async refresh(): Promise<void> {
    const { customer, terminal } = this.#options;
    try {
      const balance = await customer.call("balance", {});
      this.availableMinor = balance.availableMinor;
      this.heldMinor = balance.heldMinor;
      const { holds } = balance.heldMinor > 0 ? await customer.call("holds", {}) : { holds: [] };
      this.held = await this.named(holds);
      this.requested = await this.#countRequests();
      terminal.refresh();
    } catch {
      // The next alert or look tries again.
    }
  }

  /** Banks of earlier releases know none. */
  async #countRequests(): Promise<number> {
    try {
      const { customer } = this.#options;
      return (await customer.call("paymentRequests", { open: true, limit: 1 })).waiting;
    } catch (error) {
      if (error instanceof RemoteError) return 0;
      throw error;
    }
  }

  /** With the names of payees, which are looked up once. */
  named(holds: readonly TransferView[]): Promise<HeldPayment[]> {
    return withNames(this.#options.customer, { holds, known: this.held });
  }

  close(): void {
    this.#closed = true;
    this.#telling?.();
    this.#listener?.close();
  }

  async #listen(): Promise<void> {
    const { customer, terminal } = this.#options;
    const { address, world: { runtime } } = customer;
    this.#listener = await AlertListener.open({
      client: customer.client,
      runtime,
      address,
      from: this.#position,
      onAlerts: (alerts) => this.#show(alerts),
      news: newsFor(customer, (news) => terminal.notify(newsText(news), { urgent: true })),
      onPath: (path) => this.#tellPath(path),
      onClosing: (reason) => {
        if (reason === "shutting_down") {
          terminal.print("The bank is stopping; waiting until it is back ...");
        }
        if (reason === "session_ended") this.#options.onSignedOut();
      },
    });
  }

  #tellPath(path: Path): void {
    const before = this.#lastPath;
    this.#lastPath = path;
    if (before === path || (before === null && path === "udp")) return;
    this.#options.terminal.print(
      path === "udp"
        ? "UDP gets through again."
        : "UDP does not get through here; alerts arrive over TCP instead.",
    );
  }

  #show(alerts: readonly AlertView[]): void {
    const { customer, terminal } = this.#options;
    for (const alert of alerts) {
      const text = alertText(alert, customer.currency, { atHome: true });
      terminal.notify(text, { urgent: alert.stream === "notice" });
    }
    this.unread += alerts.length;
    if (this.#listener) this.#position = this.#listener.position;
    void this.refresh();
  }

  async #watch(): Promise<void> {
    const { customer } = this.#options;
    while (!this.#closed && customer.who) {
      await customer.client.ended;
      if (this.#closed || !customer.who) return;
      this.#cut();
      await this.#reconnect();
    }
  }

  #cut(): void {
    if (this.#down) return;
    const { terminal, customer: { world: { host } } } = this.#options;
    this.#down = true;
    this.#position = this.#listener?.position ?? this.#position;
    this.#listener?.close();
    this.#told = false;
    this.#telling = host.after(TELL_AFTER_MS, () => {
      this.#told = true;
      terminal.print("The connection was lost; connecting again ...");
    });
  }

  async #reconnect(): Promise<void> {
    const { customer, terminal, onSignedOut } = this.#options;
    for (let tries = 0; !this.#closed && customer.who; tries++) {
      try {
        await customer.reconnect();
        await this.#listen();
        await settleIntents(customer);
        break;
      } catch (error) {
        if (error instanceof CommandError && !worthRetrying(error)) {
          terminal.print(error.message);
          terminal.end(error.exitCode);
          break;
        }
        if (!worthRetrying(error)) {
          terminal.print("The session has ended; log in again.");
          customer.signedOut();
          onSignedOut();
          break;
        }
        await pause(customer.world.host, backOffMs(tries, customer.flags.others));
      }
    }
    this.#telling?.();
    this.#down = false;
    if (this.#told && customer.who) terminal.print("Connected again.");
    for (const resolve of this.#waiting.splice(0)) resolve();
    void this.refresh();
  }
}

// The TLS server: accepts connections, bounds them, sweeps idle ones, drains on stop. Gets everything it
// serves through `Service`; knows nothing of storage.
import { type Cancel, every, pause } from "../../bank/host.ts";
import type { Line } from "../../service/sharing/budgets.ts";
import type { Listener, NetAddress } from "../runtime.ts";
import { CONNECTIONS_PER_ACCOUNT_MAX, DRAIN_MS, LEAVE_MS } from "../../api/limits.ts";
import type { Banking, Router } from "../../service/router.ts";
import { ServerConnection } from "./server_connection.ts";
import type { Service } from "../../service/service.ts";
import type { Session } from "../../service/identity/session.ts";
import { sourceOf } from "../../service/sharing/shares.ts";

/** Milliseconds between two looks for idle connections. */
const SWEEP_MS = 5_000;

/** Milliseconds between two looks whether a drain is complete. */
const DRAIN_LOOK_MS = 10;

export class Server {
  readonly #service: Service;
  readonly #listener: Listener;
  readonly #router: Router;
  readonly #connections = new Set<ServerConnection>();
  readonly #stopSweeping: Cancel;
  readonly #accepting: Promise<void>;

  constructor({ service, router }: Banking, listener: Listener) {
    this.#service = service;
    this.#listener = listener;
    this.#router = router;
    this.#stopSweeping = every(service.host, SWEEP_MS, () => this.sweep());
    service.presence.onSignedIn((session) => this.#signedIn(session));
    service.presence.onSignedOut((session) => this.#signedOut(session));
    this.#accepting = this.#accept();
  }

  get address(): NetAddress {
    return this.#listener.address;
  }

  get connections(): number {
    return this.#connections.size;
  }

  sweep(): void {
    const now = this.#service.host.clock();
    for (const connection of this.#connections) connection.checkIdle(now);
  }

  /** Stops accepting, lets requests under way finish, tells the clients, closes. */
  async stop(): Promise<void> {
    const { loop } = this.#service;
    this.#stopSweeping();
    this.#listener.close();
    for (const connection of this.#connections) connection.drain();
    await this.#until(DRAIN_MS, () => ![...this.#connections].some((each) => each.unfinished));
    await loop.drain();
    for (const connection of [...this.#connections]) void connection.leave();
    await this.#until(LEAVE_MS, () => this.#connections.size === 0);
    for (const connection of [...this.#connections]) connection.abort();
    await this.#accepting;
  }

  /** Looks are counted, not the clock's time: it may be set meanwhile. */
  async #until(ms: number, done: () => boolean): Promise<void> {
    for (let looks = 0; looks < ms / DRAIN_LOOK_MS && !done(); looks++) {
      await pause(this.#service.host, DRAIN_LOOK_MS);
    }
  }

  async #accept(): Promise<void> {
    const { host, presence, budgets } = this.#service;
    for await (const connection of this.#listener.connections) {
      const served = new ServerConnection(connection, { host, router: this.#router, budgets });
      this.#connections.add(served);
      this.#isStranger(served);
      void served.serve().then(() => {
        this.#connections.delete(served);
        presence.signOut(served.session);
        budgets.strangers.remove(served);
        budgets.members.remove(served);
      });
    }
  }

  /** The source that holds most gives up its oldest stranger to make room. */
  #isStranger(served: ServerConnection): void {
    const { strangers, members, sources } = this.#service.budgets;
    members.remove(served);
    if (served.session.over) return;
    const source = sourceOf(served.session.source);
    strangers.add(source, served, sources.of(source))?.abort();
  }

  #signedIn({ link, identity }: Session): void {
    if (!(link instanceof ServerConnection) || !this.#connections.has(link)) return;
    const { strangers, members } = this.#service.budgets;
    const { account, rank } = identity!;
    strangers.remove(link);
    members.add(account, link, rank)?.end("session_ended");
    const mine = members.of(account);
    if (mine.size > CONNECTIONS_PER_ACCOUNT_MAX) oldestOfMost(mine)?.end("session_ended");
  }

  #signedOut({ link }: Session): void {
    if (link instanceof ServerConnection && this.#connections.has(link)) this.#isStranger(link);
  }
}

/** Of the session with most connections the oldest one: who has stolen a token ends their own. */
function oldestOfMost(connections: ReadonlySet<Line>): Line | undefined {
  const byToken = new Map<string, Line[]>();
  for (const connection of connections) {
    const token = connection.session.identity?.sessionToken ?? "";
    const same = byToken.get(token);
    if (same) same.push(connection);
    else byToken.set(token, [connection]);
  }
  let most: Line[] = [];
  for (const same of byToken.values()) if (same.length > most.length) most = same;
  return most[0];
}

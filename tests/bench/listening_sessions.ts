// Sessions that listen for alerts, with the product's own client and listener, many of them in this process.
import { runtime } from "#runtime";
import { NO_NEWS } from "../../api/announcement_methods.ts";
import { AlertListener } from "../../net/client/alert_listener.ts";
import { Client } from "../../net/client/client.ts";
import type { NetAddress } from "../../net/runtime.ts";
import type { AlertView } from "../../api/answers.ts";
import { pinOf } from "../support/pins.ts";

export interface Bank extends NetAddress {
  readonly certPem: string;
}

export interface ListeningSession {
  readonly client: Client;
  close(): void;
}

/** Sessions opened at once: handshakes are the server's work, too. */
const OPENED_AT_ONCE = 50;

/** Milliseconds for UDP to be heard; a hello may be lost while so many are opened. */
const PATIENCE_MS = 20_000;

interface Told {
  readonly onAlerts: (alerts: readonly AlertView[], place: number) => void;
  /** Of what staff tell all customers. */
  readonly onNews?: (place: number) => void;
}

export async function signIn(bank: Bank, sessionToken: string): Promise<Client> {
  const certificate = pinOf(bank.certPem);
  const client = await Client.connect({ ...bank, certificate, runtime });
  await client.hello("bench");
  await client.call("resume", { sessionToken });
  return client;
}

/** Resolves when alerts come over UDP; those from before are not told. */
async function listen(
  bank: Bank,
  client: Client,
  { onAlerts, onNews }: {
    readonly onAlerts: (alerts: readonly AlertView[]) => void;
    readonly onNews: (() => void) | null;
  },
): Promise<AlertListener> {
  const { entry, notice } = await client.call("alertsListen", {});
  const { hostname, port } = bank;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const timer = setTimeout(() => reject(new Error("UDP was not heard")), PATIENCE_MS);
  const listener = await AlertListener.open({
    client,
    runtime,
    address: { hostname, port },
    from: { entry, notice },
    onAlerts,
    news: onNews ? { shown: NO_NEWS, onNews } : undefined,
    onPath: (path) => path === "udp" && resolve(),
  });
  await promise;
  clearTimeout(timer);
  return listener;
}

/** One session per token, all listening over UDP. */
export async function openSessions(
  bank: Bank,
  tokens: readonly string[],
  { onAlerts, onNews }: Told,
): Promise<ListeningSession[]> {
  const sessions: ListeningSession[] = [];
  const open = async (token: string, place: number) => {
    const client = await signIn(bank, token);
    const listener = await listen(bank, client, {
      onAlerts: (alerts) => onAlerts(alerts, place),
      onNews: onNews ? () => onNews(place) : null,
    });
    const close = () => {
      listener.close();
      client.close();
    };
    return { client, close };
  };
  for (let at = 0; at < tokens.length; at += OPENED_AT_ONCE) {
    const some = tokens.slice(at, at + OPENED_AT_ONCE);
    sessions.push(...await Promise.all(some.map((token, place) => open(token, at + place))));
  }
  return sessions;
}

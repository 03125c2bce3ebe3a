// `bank serve`: runs the bank until it is told to stop. Only this command (through bank_server.ts) introduces
// the store to the bank.
import { pause } from "../bank/host.ts";
import { homedir, networkInterfaces } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { PastedError, plainCode } from "../bank/pasted.ts";
import type { NetAddress } from "../net/runtime.ts";
import { TrustedProxies } from "../net/trusted_proxies.ts";
import { hostAndPort, readAddress } from "../net/typed_address.ts";
import { contactUri, type Published, siteOrigin } from "../net/http/published.ts";
import { edgeOf } from "../net/http/purge.ts";
import { startBank } from "../server/bank_server.ts";
import { type BankLog, openBankLog } from "../console/bank_log.ts";
import { readLogLevels } from "../console/log_levels.ts";
import { CommandError, EXIT, usageError } from "../console/exit.ts";
import { foreignOwner } from "../store/private_files.ts";
import { placed } from "../terminal/place.ts";
import type { Environment } from "../console/world.ts";
import type { ServeValue } from "./program.ts";
import { DEFAULT_HTTP_PORT, DEFAULT_PORT } from "../terminal/words/words.ts";
import { line } from "../console/screen.ts";
import { storeWish } from "./store_words.ts";
import { ServiceManager } from "./service_manager.ts";
import type { HttpWish } from "../server/web_face.ts";
import type { World } from "../console/world.ts";

export function dataDirectory(given: string | undefined, env: Environment): string {
  if (given === "") throw usageError("Cannot use an empty --data: name a directory");
  const named = given ?? (env.BANK_DATA || env.STATE_DIRECTORY);
  if (named) return named;
  if (env.XDG_DATA_HOME) return join(env.XDG_DATA_HOME, "bank");
  const home = env.HOME ?? homedir();
  if (home) return join(home, ".local", "share", "bank");
  throw usageError("Cannot find a place for the bank's data: name a directory with --data DIR");
}

/** Milliseconds for the last words. */
const LAST_WORDS_MS = 1_000;

export async function serve(given: World, words: ServeValue): Promise<number> {
  const { log, settle } = logOf(given, words);
  const world = { ...given, host: { ...given.host, log } };
  const { screen, env, host } = world;
  // Whatever is made from now on is for this user alone.
  if (process.platform !== "win32") process.umask(0o077);
  let exitCode: number = EXIT.done;
  let stop = () => {};
  const stopping = new Promise<void>((resolve) => stop = resolve);
  const data = dataDirectory(words.data, env);
  const owner = foreignOwner(data);
  if (owner !== null) {
    throw new CommandError(
      EXIT.refused,
      line`${data} belongs to another user (id ${owner}), who could not use what root writes there. Start it as that ` +
        "user: systemctl start bank, or setpriv --reuid=" + owner +
        " --clear-groups bank serve ...",
    );
  }
  const { host: hostname, port } = placed(words, { env, fallback: "0.0.0.0" });
  const bank = await startBank(world, {
    hostname,
    port,
    data,
    store: storeWish(words, words.store),
    bankName: words.name,
    currency: words.currency,
    timeZone: words.timeZone,
    welcome: words.welcome,
    newStaffCode: words.newStaffCode,
    newCertificate: words.newCertificate,
    acceptLoss: words.acceptLoss,
    http: httpWish({ ...words, port }),
    metrics: metricsPlace(words.metrics),
    onFatal(error) {
      host.log.error("the journal can be neither written nor read; stopping", {
        error: String(error),
      });
      exitCode = EXIT.refused;
      stop();
    },
  });
  const release = (["SIGINT", "SIGTERM", "SIGHUP"] as const).map((signal) =>
    world.runtime.onSignal(signal, stop)
  );
  announce(world, words, bank);
  const manager = await ServiceManager.of(world, data);
  manager?.ready();
  await stopping;
  manager?.stopping();
  if (!words.json) screen.out("Stopping: letting requests under way finish ...");
  await bank.stop();
  manager?.close();
  settle();
  screen.out(words.json ? JSON.stringify({ event: "stopped" }) : "Stopped.");
  for (const off of release) off();
  // Who has stopped reading does not keep a bank from ending.
  await Promise.race([screen.written(), pause(host, LAST_WORDS_MS)]);
  return exitCode;
}

function logOf({ host, screen }: World, { logFormat, logLevel }: ServeValue): BankLog {
  const levels = readLogLevels(logLevel);
  return openBankLog({ host, format: logFormat, levels, write: (text) => screen.say(text) });
}

/** Where the web face listens; with --port 0 it takes a free port, too, unless another is asked for. */
export function httpWish(
  { http, port, trustedProxy, purge, ...names }:
    & Pick<ServeValue, "http" | "trustedProxy" | "purge">
    & Partial<Pick<ServeValue, "site" | "contact">>
    & { readonly port: number },
): HttpWish | null {
  const edges = purge.map((text) => {
    const edge = edgeOf(text);
    if (edge) return edge;
    throw usageError(line`Cannot use --purge "${text}": expected varnish=URL or webhook=URL`);
  });
  const published = publishedAs(names);
  const about = { trustedProxies: proxiesOf(trustedProxy), edges, published };
  if (http !== undefined && plainCode(http).toLowerCase() === "off") return null;
  if (http === undefined) {
    const own = port === 0 ? 0 : DEFAULT_HTTP_PORT;
    return { hostname: "127.0.0.1", port: own, optional: true, ...about };
  }
  const place = webPlace(http);
  if (place !== null) return { ...place, ...about };
  throw usageError(
    line`Cannot use --http "${http}": expected a port such as 7480, ADDRESS:PORT, or off`,
  );
}

function metricsPlace(metrics: string | undefined): NetAddress | null {
  if (metrics === undefined || plainCode(metrics).toLowerCase() === "off") return null;
  const place = webPlace(metrics);
  if (place !== null) return place;
  throw usageError(
    line`Cannot use --metrics "${metrics}": expected a port such as 9480, ADDRESS:PORT, or off`,
  );
}

function publishedAs({ site, contact }: Partial<Pick<ServeValue, "site" | "contact">>): Published {
  const origin = site === undefined ? null : siteOrigin(plainCode(site));
  if (site !== undefined && origin === null) {
    throw usageError(
      line`Cannot use --site "${site}": expected an address such as https://give.example`,
    );
  }
  const uri = contact === undefined ? null : contactUri(plainCode(contact));
  if (contact !== undefined && uri === null) {
    throw usageError(
      line`Cannot use --contact "${contact}": expected an e-mail address, or a URI of mailto:, tel: or https:`,
    );
  }
  return { origin, contact: uri };
}

/** A port alone is one of this machine only. */
export function webPlace(http: string): NetAddress | null {
  const plain = plainCode(http);
  // Of an IPv6 address without brackets the last part is its port.
  const [, address6, last] = /^([0-9a-f:]+:[0-9a-f:]*):(\d{1,5})$/i.exec(plain) ?? [];
  const whole = /^\d+$/.test(plain) ? `127.0.0.1:${plain}` : plain;
  try {
    const { hostname, port } = readAddress(address6 ? `[${address6}]:${last}` : whole);
    return port === null ? null : { hostname, port };
  } catch (error) {
    if (error instanceof PastedError) return null;
    throw error;
  }
}

function proxiesOf(texts: readonly string[]): TrustedProxies {
  try {
    return new TrustedProxies(texts);
  } catch (error) {
    if (error instanceof RangeError) {
      throw usageError(line`Cannot use --trusted-proxy: ${error.message}`);
    }
    throw error;
  }
}

type Announced = Awaited<ReturnType<typeof startBank>>;

export function announce(
  { screen }: World,
  words: Pick<ServeValue, "json">,
  bank: Announced,
): void {
  const { tcp, udp, http, metrics, fingerprint, signingKey, staffCode } = bank;
  const { store } = bank.books.directory;
  if (words.json) {
    if (staffCode !== null) screen.out(JSON.stringify({ event: "staff_code", code: staffCode }));
    const ready = {
      event: "ready",
      host: tcp.hostname,
      tcp: tcp.port,
      udp: udp.port,
      http: http?.port ?? null,
      ...(metrics ? { metrics: metrics.port } : {}),
      ...(store === null ? {} : { store }),
      fingerprint,
      signingKey,
    };
    return screen.out(JSON.stringify(ready));
  }
  screen.out(line`${bank.name} (${bank.currency.code})`);
  if (staffCode !== null) {
    screen.out(
      line`  staff code   ${staffCode}   (works once: bank connect sign-up --staff-code ...)`,
    );
  }
  screen.out(line`  listening    ${tcp.hostname} port ${tcp.port}, TCP and UDP`);
  if (http) {
    screen.out(line`  web          http://${hostAndPort(http)}/`);
    // Else no customer could sign in, and the pages would say why only after a try.
    if (!/^(127\.|::1$|localhost$)/.test(http.hostname)) {
      screen.out(
        "               plain http: browsers on other machines keep no sign-in. Put a proxy with",
      );
      screen.out("               https in front, on this machine (docs/operate.md, The web face).");
    }
  }
  if (store !== null) screen.out(line`  store        ${store}`);
  if (metrics) screen.out(line`  figures      http://${hostAndPort(metrics)}/metrics`);
  screen.out(`  fingerprint  ${fingerprint}`);
  screen.out(`  signing key  ${signingKey}`);
  const port = tcp.port === DEFAULT_PORT ? "" : ` --port ${tcp.port}`;
  for (const address of addressesOf(tcp.hostname)) {
    screen.out(line`  customers    bank connect --host ${address}` + port);
  }
  screen.out("Ready. Ctrl-C stops.");
}

/** Where customers can reach a server that listens everywhere. */
function addressesOf(hostname: string): string[] {
  if (hostname !== "0.0.0.0" && hostname !== "::") return [hostname];
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const others = all.filter(({ internal, family }) => !internal && family === "IPv4");
  return others.length > 0 ? others.map(({ address }) => address) : ["127.0.0.1"];
}

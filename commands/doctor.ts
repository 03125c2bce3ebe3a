// `bank doctor`: why it does not work, on either machine. One line per check, and what to do about those that fail. On the
// server it looks at the data directory and the port, on a client at the way to the bank and at UDP in both directions.
import * as fs from "node:fs";
import { lookup } from "node:dns/promises";
import { pause } from "../bank/host.ts";
import { AlertListener, type Path } from "../net/alert_listener.ts";
import { fingerprintOf } from "../net/certificate.ts";
import { Client, RefusedError } from "../net/client.ts";
import { CONNECT_MS } from "../net/limits.ts";
import { probeCertificate } from "../net/probe.ts";
import type { NetAddress } from "../net/runtime.ts";
import { DATA_FORMAT } from "../store/data_directory.ts";
import { EXIT } from "./exit.ts";
import { BankProfile, profileDirectory } from "./profile.ts";
import type { DoctorValue } from "./program.ts";
import { reasonText } from "./reason_text.ts";
import { line } from "./screen.ts";
import { dataDirectory } from "./serve.ts";
import type { World } from "./world.ts";

/** Clocks may differ by so much: ids carry the client's time, and an hour is what the bank takes. */
const SKEW_MS_MAX = 60_000;

/** Free bytes below which a bank may soon stop. */
const FREE_BYTES_MIN = 512 * 2 ** 20;

/** Milliseconds in which UDP must have been heard. */
const UDP_MS = 5_000;

interface Finding {
  readonly check: string;
  readonly good: boolean;
  readonly found: string;
  /** What to do; only where it is not good. */
  readonly help?: string;
}

export async function doctor(world: World, words: DoctorValue): Promise<number> {
  const found = words.data === undefined && words.host !== undefined
    ? await clientFindings(world, { ...words, host: words.host })
    : await serverFindings(world, words);
  const { screen } = world;
  for (const finding of found) {
    const { check, good, found: text, help } = finding;
    if (words.json) {
      screen.out(JSON.stringify(finding));
      continue;
    }
    screen.out(line`${good ? "ok  " : "FAIL"}  ${check.padEnd(14)} ${text}`);
    if (help !== undefined && !good) screen.out(line`      ${"".padEnd(14)} ${help}`);
  }
  return found.every(({ good }) => good) ? EXIT.done : EXIT.refused;
}

type Words = Omit<DoctorValue, "host"> & { readonly host: string };

async function clientFindings(world: World, words: Words): Promise<Finding[]> {
  const address: NetAddress = { hostname: words.host, port: words.port };
  const found: Finding[] = [];
  const name = await resolved(words.host);
  found.push(name);
  if (!name.good) return found;
  let certPem: string;
  try {
    certPem = await probeCertificate(address, CONNECT_MS);
    found.push(fine("TCP and TLS", line`${words.host} port ${words.port} answers`));
  } catch (error) {
    const help = "Is `bank serve` running there? Does its firewall let TCP through (ufw allow " +
      words.port + "/tcp)?";
    return [...found, bad("TCP and TLS", reasonText(error), help)];
  }
  found.push(certificateFinding(world, words, certPem));
  const client = await Client.connect({ ...address, runtime: world.runtime, certPem });
  try {
    const { atMs, bank, server } = await client.call("hello", {});
    found.push(fine("bank", line`${bank}, ${server}`));
    found.push(clockFinding(atMs - world.host.clock()));
    found.push(mtuFinding());
    found.push(...await udpFindings(world, { address, client, words }));
  } finally {
    client.close();
  }
  return found;
}

async function resolved(host: string): Promise<Finding> {
  try {
    const { address } = await lookup(host);
    return fine(
      "name",
      address === host ? line`${host} is an address` : line`${host} is ${address}`,
    );
  } catch {
    return bad("name", line`${host} is not known`, "Use the server's address, e.g. 192.168.56.10.");
  }
}

function certificateFinding(
  { env }: World,
  { host, port, profile }: Words,
  certPem: string,
): Finding {
  const pinned = new BankProfile(profileDirectory(profile, env), host, port).certPem();
  const shown = fingerprintOf(certPem);
  if (pinned === null) return fine("certificate", line`not remembered yet; it shows ${shown}`);
  return pinned === certPem ? fine("certificate", "the one that is remembered here") : bad(
    "certificate",
    line`another one than remembered; it shows ${shown}`,
    "Ask the people who run the bank. Do not go on if they did not change it.",
  );
}

function clockFinding(skewMs: number): Finding {
  const seconds = Math.round(Math.abs(skewMs) / 1_000);
  const text = `${seconds} s ${skewMs < 0 ? "ahead of" : "behind"} the bank`;
  return Math.abs(skewMs) <= SKEW_MS_MAX
    ? fine("clock", text)
    : bad("clock", text, "Set the clock: timedatectl set-ntp true");
}

interface UdpCheck {
  readonly address: NetAddress;
  readonly client: Client;
  readonly words: Words;
}

/** Needs a session: strangers are not answered over UDP at all. */
async function udpFindings(world: World, { address, client, words }: UdpCheck): Promise<Finding[]> {
  const profile = new BankProfile(
    profileDirectory(words.profile, world.env),
    words.host,
    words.port,
  );
  const session = profile.session(words.user ?? profile.lastUser() ?? "");
  if (!session) {
    const text = "not tried: nobody is logged in here";
    return [fine("UDP", `${text}; run \`bank connect log-in\` first`)];
  }
  try {
    await client.call("resume", { sessionToken: session.sessionToken });
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    return [fine("UDP", "not tried: the session here has ended; run `bank connect log-in` first")];
  }
  let heard: (path: Path) => void = () => {};
  const path = new Promise<Path>((resolve) => heard = resolve);
  const listener = await AlertListener.open({
    ...{ client, runtime: world.runtime, address, onAlerts: () => {} },
    onPath: (over) => heard(over),
  });
  const over = await Promise.race([path, pause(world.host, UDP_MS).then(() => "tcp" as const)]);
  listener.close();
  return [
    over === "udp" ? fine("UDP", "datagrams pass in both directions") : bad(
      "UDP",
      "no answer; alerts come over TCP instead",
      `Let UDP through on the server (ufw allow ${words.port}/udp) and on routers between.`,
    ),
  ];
}

async function serverFindings(world: World, words: DoctorValue): Promise<Finding[]> {
  const path = dataDirectory(words.data, world.env);
  const found: Finding[] = [];
  if (!fs.existsSync(path)) {
    found.push(fine("data", line`${path} is not there yet; the first start makes it`));
  } else found.push(permissionFinding(path), formatFinding(path));
  found.push(mtuFinding());
  found.push(diskFinding(fs.existsSync(path) ? path : "/"));
  found.push(await portFinding(world, words.port));
  return found;
}

function permissionFinding(path: string): Finding {
  try {
    fs.accessSync(path, fs.constants.R_OK | fs.constants.W_OK | fs.constants.X_OK);
  } catch {
    return bad(
      "data",
      line`${path} may not be written by this user`,
      line`chown it, or run as its owner`,
    );
  }
  const mode = fs.statSync(path).mode & 0o777;
  return (mode & 0o077) === 0
    ? fine("data", line`${path}, for this user only`)
    : bad("data", line`${path} can be read by others`, line`chmod 700 ${path}`);
}

function formatFinding(path: string): Finding {
  try {
    const [format = ""] = fs.readFileSync(`${path}/format`, "utf8").split("\n");
    return Number(format) <= DATA_FORMAT ? fine("format", format) : bad(
      "format",
      line`${format}, this program knows ${DATA_FORMAT}`,
      "Install the newer bank.",
    );
  } catch {
    return fine("format", "no bank yet");
  }
}

/** Datagrams have up to 1,200 bytes, and their headers 48. */
const MTU_MIN = 1_280;

/** As Linux lists it; elsewhere nobody is asked. */
function mtuFinding(): Finding {
  const directory = "/sys/class/net";
  let small: string[];
  try {
    small = fs.readdirSync(directory).flatMap((name) => {
      const mtu = Number(fs.readFileSync(`${directory}/${name}/mtu`, "utf8"));
      return mtu < MTU_MIN ? [line`${name} ${mtu}`] : [];
    });
  } catch {
    // No Linux, or a compiled program, which may not look there.
    return fine("MTU", `not seen from here; \`ip link\` should show ${MTU_MIN} or more`);
  }
  return small.length === 0 ? fine("MTU", `every interface takes ${MTU_MIN} bytes`) : bad(
    "MTU",
    small.join(", "),
    line`ip link set dev NAME mtu ${MTU_MIN}, or alerts come over TCP`,
  );
}

function diskFinding(path: string): Finding {
  const { bavail, bsize } = fs.statfsSync(path);
  const free = bavail * bsize;
  const text = `${Math.round(free / 2 ** 20)} MiB free`;
  return free >= FREE_BYTES_MIN
    ? fine("disk", text)
    : bad("disk", text, "Make room: a bank on a full disk refuses every payment.");
}

async function portFinding({ runtime }: World, port: number): Promise<Finding> {
  try {
    const udp = await runtime.bindUdp({ hostname: "0.0.0.0", port });
    udp.close();
    return fine("port", `${port} is free; no bank is running here`);
  } catch {
    return fine("port", `${port} is in use; by the running bank, it is to be hoped`);
  }
}

function fine(check: string, found: string): Finding {
  return { check, good: true, found };
}

function bad(check: string, found: string, help: string): Finding {
  return { check, good: false, found, help };
}

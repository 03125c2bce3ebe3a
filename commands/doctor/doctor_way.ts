// `bank doctor` on a client: the way to the bank, and UDP in both directions. Reads the certificate that is shown there and asks
// nothing more unless it is the bank that is remembered: the session that is kept here is worth money.
import { lookup } from "node:dns/promises";
import { pause } from "../../bank/host.ts";
import { AlertListener, type Path } from "../../net/client/alert_listener.ts";
import { type CertificateFault, faultOf, fingerprintOf } from "../../net/certificate.ts";
import { Client, ConnectionLost, RefusedError } from "../../net/client/client.ts";
import { CONNECT_MS } from "../../api/limits.ts";
import { RemoteError } from "../../api/message.ts";
import type { Result } from "../../api/methods.ts";
import type { PinnedCertificate } from "../../net/pinned_certificate.ts";
import { probeCertificate } from "../../net/probe.ts";
import { type NetAddress, NoKeyError } from "../../net/runtime.ts";
import { CLOCK_HELP, clockText } from "../../console/clock_text.ts";
import { bad, type Finding, fine, mtuFinding } from "./finding.ts";
import { CommandError } from "../../console/exit.ts";
import type { Place } from "../../terminal/place.ts";
import { BankProfile, profileDirectory } from "../../terminal/profile.ts";
import type { DoctorValue } from "../program.ts";
import { reasonText } from "../../console/reason_text.ts";
import { line } from "../../console/screen.ts";
import { dateTime } from "../../console/bank_time.ts";
import { addressesOf } from "../../terminal/bank_link.ts";
import { rememberedCertificate } from "../../terminal/trust.ts";
import { faultText } from "../../console/trust_text.ts";
import type { World } from "../../console/world.ts";

/** Milliseconds by which clocks may differ without a word. */
const SKEW_MS_MAX = 60_000;

/** Milliseconds in which UDP must have been heard. */
const UDP_MS = 5_000;

export type WayWords = Omit<DoctorValue, keyof Place> & Place;

export async function wayFindings(world: World, words: WayWords): Promise<Finding[]> {
  const profile = new BankProfile(
    profileDirectory(words.profile, world.env),
    words.host,
    words.port,
  );
  const servers = await Promise.all(addressesOf(words).map(reached));
  const server = servers.find(({ shown }) => shown !== null);
  if (!server) return servers.flatMap(({ findings }) => findings);
  const { address, shown } = server;
  const others = servers.filter((one) => one !== server).flatMap((one) =>
    one.shown === null ? [waits(one)] : one.shown === shown ? [] : [stranger(one)]
  );
  const { findings, certificate } = compared({ profile, shown: shown!, nowMs: world.host.clock() });
  const rest = certificate === null
    ? unasked()
    : await bankFindings(world, { address, profile, certificate, words });
  return [...others, ...server.findings, ...findings, ...rest];
}

interface Reached {
  readonly address: NetAddress;
  readonly findings: readonly Finding[];
  /** PEM; null where none was shown. */
  readonly shown: string | null;
}

async function reached(address: NetAddress): Promise<Reached> {
  const { hostname, port } = address;
  const name = await resolved(hostname);
  const failed = (...findings: Finding[]): Reached => ({ address, findings, shown: null });
  if (!name.good) return failed(name);
  try {
    const shown = await probeCertificate(address, CONNECT_MS);
    const tls = fine("TCP and TLS", line`${hostname} port ${port} answers`);
    return { address, findings: [name, tls], shown };
  } catch (error) {
    if (error instanceof NoKeyError) return failed(name, notItsOwn("TCP and TLS", error));
    const help = "Is `bank serve` running there? Does its firewall let TCP through (ufw allow " +
      port + "/tcp)?";
    return failed(name, bad("TCP and TLS", reasonText(error), help));
  }
}

/** The servers of one bank have one certificate. */
function stranger({ address: { hostname, port } }: Reached): Finding {
  return bad(
    "other server",
    line`${hostname} port ${port} shows another certificate`,
    "It is another bank's, or its keys were not taken there anew: bank keys export, bank keys import.",
  );
}

/** Where another server of the bank answers, one that does not is as it should be, or is down: that cannot be told from here. */
function waits({ address: { hostname, port }, findings }: Reached): Finding {
  const { found } = findings.at(-1)!;

  return fine("other server", line`${hostname} port ${port} stands by, or is down (${found})`);
}

async function resolved(host: string): Promise<Finding> {
  try {
    const { address } = await lookup(host);
    return fine(
      "name",
      address === host ? line`${host} is an address` : line`${host} is ${address}`,
    );
  } catch {
    return bad(
      "name",
      line`there is no machine called ${host}`,
      "Use the server's address, e.g. 192.168.56.10.",
    );
  }
}

interface Compared {
  readonly findings: readonly Finding[];
  /** The one that is remembered, where it is the one that is shown. */
  readonly certificate: PinnedCertificate | null;
}

interface Comparison {
  readonly profile: BankProfile;
  /** PEM. */
  readonly shown: string;
  readonly nowMs: number;
}

function compared({ profile, shown: shownPem, nowMs }: Comparison): Compared {
  const shown = fingerprintOf(shownPem);
  const untrusted = (...findings: Finding[]): Compared => ({ findings, certificate: null });
  let remembered: PinnedCertificate | null;
  try {
    remembered = rememberedCertificate(profile);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return untrusted(bad("certificate", error.message, line`It shows ${shown}`));
  }
  if (remembered === null) {
    const unknown = fine("certificate", line`not remembered yet; it shows ${shown}`);
    const fault = faultOf(shownPem, nowMs);
    return untrusted(unknown, ...(fault === null ? [] : [faultFinding(fault, nowMs)]));
  }
  if (remembered.pem === shownPem) {
    const known = fine("certificate", "the one that is remembered here");
    return { findings: [known], certificate: remembered };
  }
  return untrusted(bad(
    "certificate",
    line`another one than remembered; it shows ${shown}`,
    line`Remembered is ${remembered.fingerprint}. If the bank has made a new one: bank connect trust --replace`,
  ));
}

function faultFinding(fault: CertificateFault, nowMs: number): Finding {
  const { what, help } = faultText(fault, nowMs);
  return bad("certificate", what, help);
}

function notItsOwn(check: string, { message }: NoKeyError): Finding {
  const help = "Somebody may be between you and the bank. Nothing was sent; do not go on.";
  return bad(check, message, help);
}

/** Checks that would have to send something are left out. */
function unasked(): Finding[] {
  const why = "nothing is sent to a certificate that is not remembered here";
  return [
    fine("bank", `not asked: ${why}`),
    fine("clock", "not compared: the bank was not asked"),
    mtuFinding(),
    fine("UDP", "not tried: it takes a session of the bank"),
  ];
}

interface BankCheck {
  readonly address: NetAddress;
  readonly profile: BankProfile;
  readonly certificate: PinnedCertificate;
  readonly words: WayWords;
}

async function bankFindings(world: World, check: BankCheck): Promise<Finding[]> {
  const { address, certificate } = check;
  const found: Finding[] = [];
  let client: Client;
  try {
    client = await Client.connect({ ...address, runtime: world.runtime, certificate });
  } catch (error) {
    const nowMs = world.host.clock();
    const fault = faultOf(certificate.pem, nowMs);
    if (fault !== null) return [faultFinding(fault, nowMs)];
    if (error instanceof NoKeyError) return [notItsOwn("bank", error)];
    return [bad("bank", reasonText(error), "Nothing was sent. Try again in a minute.")];
  }
  try {
    const { atMs, bank, server, clock } = await client.hello(`bank ${world.version}`);
    found.push(fine("bank", line`${bank}, ${server}`));
    found.push(clock ? bankClockFinding(clock) : clockFinding(atMs - world.host.clock()));
    found.push(mtuFinding());
    found.push(await udpFinding(world, { ...check, client }));
  } catch (error) {
    if (!(error instanceof ConnectionLost || error instanceof RemoteError)) throw error;
    found.push(bad("bank", error.message, "Try again; look at what the server has logged."));
  } finally {
    client.close();
  }
  return found;
}

function bankClockFinding({ systemMs, bankMs }: NonNullable<Result<"hello">["clock"]>): Finding {
  return bad(
    "clock",
    line`the one of the bank is wrong: it says ${dateTime(systemMs)}, and it has to be about ${
      dateTime(bankMs)
    }; nothing is booked`,
    "Set the clock of the server, or have its staff run `bank connect clock`.",
  );
}

function clockFinding(aheadMs: number): Finding {
  return Math.abs(aheadMs) <= SKEW_MS_MAX
    ? fine("clock", clockText(aheadMs))
    : bad("clock", clockText(aheadMs), CLOCK_HELP);
}

interface UdpCheck extends BankCheck {
  readonly client: Client;
}

/** Needs a session: strangers are not answered over UDP at all. */
async function udpFinding(
  world: World,
  { address, client, profile, words }: UdpCheck,
): Promise<Finding> {
  const session = profile.session(words.user ?? profile.lastUser() ?? "");
  if (!session) {
    const text = "not tried: no customer is logged in here";
    return fine("UDP", `${text}; run \`bank connect log-in\` first`);
  }
  try {
    await client.call("resume", { sessionToken: session.sessionToken });
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    return fine("UDP", "not tried: the session here has ended; run `bank connect log-in` first");
  }
  let heard: (path: Path) => void = () => {};
  const path = new Promise<Path>((resolve) => heard = resolve);
  const listener = await AlertListener.open({
    client,
    runtime: world.runtime,
    address,
    onAlerts: () => {},
    onPath: (over) => heard(over),
  });
  const over = await Promise.race([path, pause(world.host, UDP_MS).then(() => "tcp" as const)]);
  listener.close();
  return over === "udp" ? fine("UDP", "datagrams pass in both directions") : bad(
    "UDP",
    "no answer; alerts come over TCP instead",
    `Let UDP through on the server (ufw allow ${words.port}/udp) and on routers between.`,
  );
}

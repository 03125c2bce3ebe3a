// `bank doctor` on the server: the data directory, the disk it is on, and the port.
import * as fs from "node:fs";
import { join } from "node:path";
import { textOfFile } from "../../bank/pasted.ts";
import { faultOf, fingerprintOf } from "../../net/certificate.ts";
import { DATA_FORMAT, readFormat } from "../../store/data_directory.ts";
import { mayUse, openKeys } from "../../store/private_files.ts";
import { storeFindings } from "./doctor_store.ts";
import { bad, type Finding, fine, mtuFinding } from "./finding.ts";
import type { Place } from "../../terminal/place.ts";
import type { DoctorValue } from "../program.ts";
import { line } from "../../console/screen.ts";
import { dataDirectory } from "../settings/data_place.ts";
import { faultText } from "../../console/trust_text.ts";
import type { World } from "../../console/world.ts";

/** Free bytes below which a bank may soon stop. */
const FREE_BYTES_MIN = 512 * 2 ** 20;

export async function directoryFindings(
  world: World,
  words: Pick<DoctorValue, "data" | "config"> & Place,
): Promise<Finding[]> {
  const path = dataDirectory(words, world.env);
  const found: Finding[] = [];
  const opened = await openedBy(world, path);
  if (!fs.existsSync(path)) {
    found.push(fine("data", line`${path} is not there yet; the first start makes it`));
  } else {
    found.push(permissionFinding(path), formatFinding(path), ...keyFindings(path));
    if (opened !== null) found.push(fine("bank", `A bank has this directory open${opened}.`));
    found.push(...certificateFindings(path, world.host.clock()));
    found.push(...await storeFindings(world, path));
  }
  found.push(mtuFinding());
  found.push(diskFinding(fs.existsSync(path) ? path : "/"));
  found.push(await portFinding(world, { port: words.port, running: opened !== null }));
  return found;
}

/** @returns null where no bank has the directory open; otherwise which process, as far as this one may see. */
async function openedBy({ runtime }: World, path: string): Promise<string | null> {
  const file = join(path, "bank.lock");
  if (!fs.existsSync(file) && !fs.existsSync(`${file}.node`)) return null;
  try {
    const lock = await runtime.lockFile(file);
    lock?.release();
    if (lock !== null) return null;
  } catch {
    // Of another user, or on a disk that cannot be written: nothing is known.
    return null;
  }
  const pid = holderOf(file);
  return pid === undefined ? "" : ` (process ${pid})`;
}

/** Node writes it into its lock; Linux lists the holder of Deno's (proc_locks(5)), where this program may look there. */
function holderOf(file: string): string | undefined {
  try {
    return /^\d+/.exec(fs.readFileSync(`${file}.node`, "utf8"))?.[0];
  } catch {
    // Not a bank on Node.
  }
  try {
    const { ino } = fs.statSync(file);
    const locks = fs.readFileSync("/proc/locks", "utf8").split("\n");
    return locks.find((text) => text.includes("FLOCK") && text.includes(`:${ino} `))
      ?.trim().split(/\s+/)[4];
  } catch {
    return undefined;
  }
}

/** The fingerprint that customers compare, and whether they can use it. */
function certificateFindings(path: string, nowMs: number): Finding[] {
  let certPem: string;
  try {
    certPem = textOfFile(fs.readFileSync(join(path, "tls-cert.pem")));
  } catch {
    return [];
  }
  const fault = faultOf(certPem, nowMs);
  if (fault === null) return [fine("certificate", fingerprintOf(certPem))];
  const help = "Start with --new-certificate, and tell every customer the new fingerprint.";
  return [bad("certificate", faultText(fault, nowMs).what, help)];
}

function permissionFinding(path: string): Finding {
  if (!mayUse(path)) {
    return bad(
      "data",
      line`${path} may not be written by this user`,
      line`chown it, or run as its owner`,
    );
  }
  const mode = fs.statSync(path).mode & 0o777;
  if ((mode & 0o077) !== 0) {
    return bad("data", line`${path} can be read by others`, line`chmod 700 ${path}`);
  }
  const [key] = openKeys(path);
  return key === undefined
    ? fine("data", line`${path}, for this user only`)
    : bad("data", line`${key} can be read by others`, line`chmod 600 ${key}`);
}

/** A founded bank without one of its keys does not start. */
function keyFindings(path: string): Finding[] {
  if (!isFounded(path)) return [];
  const lost = ["registry.key", "signing.key"].filter((name) => !fs.existsSync(join(path, name)));
  const help = "Restore a backup elsewhere and copy the key: keys never change.";
  return lost.map((name) => bad("keys", line`${name} is missing`, help));
}

function isFounded(path: string): boolean {
  try {
    return readFormat(path)?.founded ?? false;
  } catch {
    // A format that cannot be read is a finding of its own.
    return false;
  }
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

function diskFinding(path: string): Finding {
  const { bavail, bsize } = fs.statfsSync(path);
  const free = bavail * bsize;
  const text = `${Math.round(free / 2 ** 20)} MiB free`;
  return free >= FREE_BYTES_MIN
    ? fine("disk", text)
    : bad("disk", text, "Make room: a bank on a full disk refuses every payment.");
}

interface PortCheck {
  readonly port: number;
  /** A bank has the directory open. */
  readonly running: boolean;
}

async function portFinding({ runtime }: World, { port, running }: PortCheck): Promise<Finding> {
  try {
    const udp = await runtime.bindUdp({ hostname: "0.0.0.0", port });
    udp.close();
    const text = running ? "that bank listens on another port" : "no bank is running here";
    return fine("port", `${port} is free; ${text}`);
  } catch {
    return fine("port", `${port} is in use; by the running bank, it is to be hoped`);
  }
}

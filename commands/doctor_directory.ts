// `bank doctor` on the server: the data directory, the disk it is on, and the port.
import * as fs from "node:fs";
import { DATA_FORMAT } from "../store/data_directory.ts";
import { bad, type Finding, fine, mtuFinding } from "./finding.ts";
import type { DoctorValue } from "./program.ts";
import { line } from "./screen.ts";
import { dataDirectory } from "./serve.ts";
import type { World } from "./world.ts";

/** Free bytes below which a bank may soon stop. */
const FREE_BYTES_MIN = 512 * 2 ** 20;

export async function directoryFindings(
  world: World,
  words: DoctorValue,
): Promise<Finding[]> {
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
    return Number(format) === DATA_FORMAT ? fine("format", format) : bad(
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

async function portFinding({ runtime }: World, port: number): Promise<Finding> {
  try {
    const udp = await runtime.bindUdp({ hostname: "0.0.0.0", port });
    udp.close();
    return fine("port", `${port} is free; no bank is running here`);
  } catch {
    return fine("port", `${port} is in use; by the running bank, it is to be hoped`);
  }
}

// `bank top`: the figures of a running bank, as they change. Reads the address that `bank serve --metrics` opens, as Prometheus does.
import process from "node:process";
import { pause } from "../../bank/host.ts";
import type { NetAddress } from "../../net/runtime.ts";
import { hostAndPort } from "../../net/typed_address.ts";
import { CommandError, EXIT, usageError } from "../../console/exit.ts";
import { reasonText } from "../../console/reason_text.ts";
import { line } from "../../console/screen.ts";
import type { World } from "../../console/world.ts";
import type { TopValue } from "../program.ts";
import { facePlace } from "../settings/kinds.ts";
import { settingsFor } from "../settings/settings.ts";
import { type Figures, readFigures } from "./figures.ts";
import { topOf, topText } from "./top_table.ts";

const DEFAULT_PLACE = "9480";

/** Milliseconds for an answer. */
const ANSWER_MS = 5_000;

/** Characters of an answer: a bank writes some tens of thousands. */
const ANSWER_CHARS_MAX = 4 * 1024 * 1024;

/** Cursor to the upper left corner and nothing below it. */
const CLEAR = "\x1b[H\x1b[J";

export async function top(world: World, words: TopValue): Promise<number> {
  const { host, runtime, screen, env } = world;
  const address = words.at === undefined ? usualPlace(env) : addressOf(words.at);
  const live = !words.plain && !words.json && screen.interactive && Boolean(process.stdout.isTTY);
  let stop = () => {};
  let stopped = false;
  const stopping = new Promise<void>((done) => stop = done).then(() => void (stopped = true));
  const release = live
    ? (["SIGINT", "SIGTERM", "SIGHUP"] as const).map((signal) => runtime.onSignal(signal, stop))
    : [];
  const now = () => runtime.machineTime.monotonic();
  let [before, readAtMs] = [await figuresAt(address), now()];
  do {
    await Promise.race([stopping, pause(host, words.every * 1_000)]);
    if (stopped) break;
    const [after, atMs] = [await figuresAt(address), now()];
    const found = topOf({ before, after, seconds: (atMs - readAtMs) / 1_000 });
    [before, readAtMs] = [after, atMs];
    if (words.json) screen.out(JSON.stringify(found));
    else {
      const trouble = await troubleAt(address);
      const rows = live ? process.stdout.rows : Infinity;
      const text = topText(found, { place: hostAndPort(address), trouble, rows });
      screen.out(live ? `${CLEAR}${text}\n\nCtrl-C ends.` : text);
    }
  } while (live && !stopped);
  for (const off of release) off();
  return EXIT.done;
}

/** Where the bank of this machine tells them, as its settings say. */
function usualPlace(env: World["env"]): NetAddress {
  const { metrics } = settingsFor({ env, config: undefined }).values;
  return metrics === "off" ? addressOf(DEFAULT_PLACE) : metrics;
}

function addressOf(given: string): NetAddress {
  const address = facePlace(given);
  if (address && address.port > 0) return address;
  throw usageError(
    line`Cannot read "${given}": expected a port such as ${DEFAULT_PLACE}, or ADDRESS:PORT`,
  );
}

async function asked(address: NetAddress, path: string): Promise<Response> {
  const place = `http://${hostAndPort(address)}`;
  try {
    return await fetch(`${place}${path}`, { signal: AbortSignal.timeout(ANSWER_MS) });
  } catch (error) {
    throw new CommandError(
      EXIT.refused,
      line`No figures at ${place}: ${
        reasonText(error)
      }. Start the bank with --metrics ${address.port}, or name the ` +
        "address that it says",
    );
  }
}

async function figuresAt(address: NetAddress): Promise<Figures> {
  const answer = await asked(address, "/metrics");
  const text = answer.ok ? await answer.text() : "";
  const figures = text.length <= ANSWER_CHARS_MAX ? readFigures(text) : null;
  if (figures?.has("bank_info")) return figures;
  throw new CommandError(
    EXIT.refused,
    line`At http://${hostAndPort(address)} are no figures of a bank`,
  );
}

/** Why nothing is booked, in the bank's words, or null. */
async function troubleAt(address: NetAddress): Promise<string | null> {
  const answer = await asked(address, "/readyz");
  const text = await answer.text();
  return answer.ok ? null : text.split("\n")[0]!;
}

// `bank doctor`: why it does not work, on either machine. One line per check, and what to do about those that fail. On the
// server it looks at the data directory and the port, on a client at the way to the bank and at UDP in both directions.
import { directoryFindings } from "./doctor_directory.ts";
import { wayFindings } from "./doctor_way.ts";
import { EXIT } from "../../console/exit.ts";
import { placed } from "../../terminal/place.ts";
import type { DoctorValue } from "../program.ts";
import { line } from "../../console/screen.ts";
import type { World } from "../../console/world.ts";

export async function doctor(world: World, words: DoctorValue): Promise<number> {
  const place = placed(words, { env: world.env, fallback: "127.0.0.1" });
  const elsewhere = words.host !== undefined || Boolean(world.env.BANK_HOST);
  const found = words.data === undefined && elsewhere
    ? await wayFindings(world, place)
    : await directoryFindings(world, place);
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

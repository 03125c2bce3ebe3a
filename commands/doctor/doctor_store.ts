// `bank doctor` on the server, for a bank that has its journal in PostgreSQL: whether it can be reached, is the right one, and
// keeps what it confirms. The server that runs keeps its place.
import { readStore } from "../../store/store_file.ts";
import { placeText } from "../../store/postgres_place.ts";
import { lookAtStore } from "../../store/postgres_open.ts";
import { line } from "../../console/screen.ts";
import type { World } from "../../console/world.ts";
import { outsideOf } from "../../server/outside.ts";
import { bad, type Finding, fine } from "./finding.ts";

const CHECK = "store";

/** @returns none where everything is in the directory itself. */
export async function storeFindings(world: World, path: string): Promise<Finding[]> {
  try {
    const elsewhere = readStore(path);
    if (!elsewhere) return [];
    const { about, at, holder, fits } = await lookAtStore(elsewhere, outsideOf(world));
    const found = line`${placeText(elsewhere.place)}: PostgreSQL ${about.versionText} at ${at}`;
    if (!about.fsync) {
      return [
        bad(
          CHECK,
          line`${found}, with fsync = off`,
          "Set fsync = on there: a bank does not start on it.",
        ),
      ];
    }
    if (holder === null) {
      return [bad(CHECK, line`${found}: there is no bank in it`, "Is it the right database?")];
    }
    if (!fits) {
      return [
        bad(CHECK, line`${found}: the bank in it is another one`, "Is it the right database?"),
      ];
    }
    const standbys = about.standbys === ""
      ? "no standby is waited for"
      : line`commits wait for ${about.standbys}`;
    return [fine(CHECK, line`${found}; ${standbys}; last served by ${holder}`)];
  } catch (error) {
    return [
      bad(CHECK, line`${(error as Error).message}`, "Without its store the bank does not start."),
    ];
  }
}

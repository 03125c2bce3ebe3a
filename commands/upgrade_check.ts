// `bank upgrade-check`: whether this program can open a data directory, without opening it. Exit code 1 when it cannot.
import { DATA_FORMAT, readFormat } from "../store/data_directory.ts";
import { CommandError, EXIT } from "../console/exit.ts";
import type { UpgradeCheckValue } from "./program.ts";
import { line } from "../console/screen.ts";
import { dataDirectory } from "./settings/data_place.ts";
import type { World } from "../console/world.ts";

export function upgradeCheck(world: World, words: UpgradeCheckValue): number {
  const { screen, env, version } = world;
  const path = dataDirectory(words, env);
  const found = readFormat(path);
  if (found === null) {
    throw new CommandError(
      EXIT.refused,
      line`There is no bank in ${path}: name its data directory with --data DIR`,
    );
  }
  const { number: format } = found;
  const opens = format <= DATA_FORMAT;
  if (words.json) {
    screen.out(
      JSON.stringify({ data: path, format, program: version, programFormat: DATA_FORMAT, opens }),
    );
  } else if (opens && format < DATA_FORMAT) {
    screen.out(
      line`${path} has format ${format}: bank ${version} opens it and makes it format ${DATA_FORMAT}; programs ` +
        "of before cannot open it any more. Keep a copy until you are sure.",
    );
  } else if (opens) {
    screen.out(line`${path} has format ${format}: bank ${version} opens it as it is.`);
  } else {
    screen.out(
      line`${path} has format ${format}, bank ${version} knows ${DATA_FORMAT}: install a newer bank.`,
    );
  }
  return opens ? EXIT.done : EXIT.refused;
}

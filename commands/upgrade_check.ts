// `bank upgrade-check`: whether this program can open a data directory, without opening it. Exit code 1 when it cannot.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DATA_FORMAT } from "../store/data_directory.ts";
import { CommandError, EXIT } from "./exit.ts";
import type { UpgradeCheckValue } from "./program.ts";
import { line } from "./screen.ts";
import { dataDirectory } from "./serve.ts";
import type { World } from "./world.ts";

export function upgradeCheck(world: World, words: UpgradeCheckValue): Promise<number> {
  const { screen, env, version } = world;
  const path = dataDirectory(words.data, env);
  const file = join(path, "format");
  if (!existsSync(file)) {
    throw new CommandError(
      EXIT.refused,
      line`There is no bank in ${path}: name its data directory with --data DIR`,
    );
  }
  const [first = ""] = readFileSync(file, "utf8").split("\n");
  const format = Number(first);
  const opens = format === DATA_FORMAT;
  if (words.json) {
    screen.out(
      JSON.stringify({ data: path, format, program: version, programFormat: DATA_FORMAT, opens }),
    );
  } else if (opens) {
    screen.out(line`${path} has format ${format}: bank ${version} opens it as it is.`);
  } else if (Number.isInteger(format) && format > DATA_FORMAT) {
    screen.out(
      line`${path} has format ${format}, bank ${version} knows ${DATA_FORMAT}: install a newer bank.`,
    );
  } else screen.out(line`${file} is damaged: restore the directory from a backup.`);
  return Promise.resolve(opens ? EXIT.done : EXIT.refused);
}

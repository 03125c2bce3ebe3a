// `bank config`: whether a file of settings can be read (`check`), what is in force and where it comes from (`show`), and a file to
// begin with (`example`). Starts nothing and changes nothing.
import { EXIT } from "../console/exit.ts";
import { line } from "../console/screen.ts";
import type { World } from "../console/world.ts";
import { left, tableText } from "../terminal/table_text.ts";
import type { ConfigValue } from "./program.ts";
import { usualDirectory } from "./settings/data_place.ts";
import { exampleFile } from "./settings/settings_example.ts";
import { mistakesOf, settingsFor, settingsPath, shownOf } from "./settings/settings.ts";
import { readSettingsFile } from "./settings/settings_file.ts";
import { KEYS, settingOf } from "./settings/settings_table.ts";

export function config(world: World, { act }: ConfigValue): number {
  switch (act.act) {
    case "check":
      return check(world, act);
    case "show":
      return show(world, act);
    case "example":
      world.screen.out(exampleFile().trimEnd());
      return EXIT.done;
  }
}

type Act<A extends ConfigValue["act"]["act"]> = Extract<ConfigValue["act"], { act: A }>;

function check({ screen, env }: World, { file: named, json }: Act<"check">): number {
  const path = named ?? settingsPath(undefined, env);
  const file = path === null ? null : readSettingsFile(path);
  if (file === null) {
    const missing = path !== null && named !== undefined;
    if (json) screen.out(JSON.stringify({ file: path, there: false, ok: !missing, mistakes: [] }));
    else if (missing) screen.say(line`There is no file ${path}.`);
    else {screen.out(
        path === null ? "No file is read." : line`There is no ${path}: none is needed.`,
      );}
    return missing ? EXIT.refused : EXIT.done;
  }
  const { mistakes, written } = file;
  const ok = mistakes.length === 0;
  if (json) screen.out(JSON.stringify({ file: path, there: true, ok, mistakes }));
  else if (!ok) screen.say(mistakesOf(file).join("\n"));
  else screen.out(line`${file.path}: ${written.size} settings, all understood.`);
  return ok ? EXIT.done : EXIT.refused;
}

function show({ screen, env }: World, { config, json }: Act<"show">): number {
  const { inForce, file } = settingsFor({ env, config });
  const rows = KEYS.map((key) => {
    const found = inForce.get(key)!;
    const texts = key === "data" && found.texts.length === 0 ? [usualDirectory(env)] : found.texts;
    return {
      key,
      value: shownOf(key, { texts }),
      from: found.from,
      reload: settingOf(key).live === true,
    };
  });
  if (json) {
    for (const row of rows) screen.out(JSON.stringify(row));
    return EXIT.done;
  }
  const cells = rows.map(({ key, value, from }) => [key, line`${value}`, line`${from}`]);
  screen.out(tableText([left("setting"), left("value"), left("from")], cells));
  screen.say(file === null ? "No file of settings was read." : line`File of settings: ${file}`);
  return EXIT.done;
}

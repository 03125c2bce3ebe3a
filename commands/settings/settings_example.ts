// The example of bank.toml: every key with what it is for, what is used without it, and how else it is said. Made from the table of
// settings, as `bank serve --help` is. Pure.
import { envOf, KEYS, settingOf } from "./settings_table.ts";

const HEAD = [
  "Settings of `bank serve`. Flags win over the environment, the environment over this file.",
  "",
  "bank config check   says what is wrong in here",
  "bank config show    says what is in force, and where it comes from",
  "",
  "What is marked with (reload) is taken up by `systemctl reload bank`, or by SIGHUP; all else by a restart.",
  "Other programs and users may read this file: passwords do not belong into it.",
];

/** Columns of its comments. */
const COLUMNS = 100;

export function exampleFile(): string {
  const parts = KEYS.map((key) => {
    const { words, example, live } = settingOf(key);
    const said = `${words}${live ? " (reload)" : ""} ${envOf(key)}`;
    return [...wrapped(said), `#${key} = ${example}`].join("\n");
  });
  const head = HEAD.map((line) => line === "" ? "#" : `# ${line}`).join("\n");
  return `${[head, ...parts].join("\n\n")}\n`;
}

function wrapped(text: string): string[] {
  const lines = ["#"];
  for (const word of text.split(" ")) {
    const longer = `${lines.at(-1)} ${word}`;
    if (longer.length <= COLUMNS) lines[lines.length - 1] = longer;
    else lines.push(`# ${word}`);
  }
  return lines;
}

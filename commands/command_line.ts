// argv → what is wanted, or the code of what was said instead: help, a version, completions, how a slip was meant. And the manual
// page, which is the same help.
import { runParser } from "@optique/core/facade";
import { message } from "@optique/core/message";
import { EXIT } from "../console/exit.ts";
import { line } from "../console/screen.ts";
import type { World } from "../console/world.ts";
import { actUsages, nearest, tidyHelp, wordsIn } from "./help_text.ts";
import { COMMANDS, manPage } from "./man_page.ts";
import { type ProgramValue, programWords } from "./program.ts";

export function parse(world: World, args: readonly string[]): ProgramValue | number {
  const { screen } = world;
  const { columns } = screen;
  const asIs = ["completions", "completion"].includes(args[0] ?? "");
  const parsed = runWords(
    world,
    args,
    (text) => screen.out(asIs ? text : tidyHelp(text, { args, columns })),
  );
  if (parsed === EXIT.usage) screen.say(hint(world, args));
  return parsed;
}

function runWords(
  { screen, env, version, build = "", runtime }: World,
  args: readonly string[],
  stdout: (text: string) => void,
): ProgramValue | number {
  return runParser(programWords(env), "bank", args, {
    brief: message`A bank for a community: one program for its server and its customers.`,
    help: { command: true, option: { names: ["--help", "-h"] }, onShow: () => EXIT.done },
    version: {
      value: `${version} (${build}, ${runtime.name})`,
      option: { names: ["--version", "-V"] },
      onShow: () => EXIT.done,
    },
    completion: { command: { names: ["completions", "completion"] }, onShow: () => EXIT.done },
    commandList: "top-level",
    termWidth: "auto",
    aboveError: "none",
    stdout,
    // The hint below knows better what was meant.
    stderr: (text) => screen.say(plainly(text.replace(/\n+Did you mean[^]*$/, ""))),
    onError: () => EXIT.usage,
  }) as ProgramValue | number;
}

/** The parser's words about what is missing, as people say them: `DIR|FILE|-` is one of three things. */
function plainly(text: string): string {
  const listed = (kinds: string) => kinds.replace(/\|(?=[^|]*$)/, " or ").replaceAll("|", ", ");
  return text
    .replace(
      /Expected an? `?([^`\s]+)`?, but too few arguments\./,
      (_, kinds: string) => `${listed(kinds)} is missing.`,
    )
    .replace(/ requires `([^`]+)`\./, (_, kinds: string) => ` needs ${listed(kinds)}.`);
}

/** What a command prints about itself. */
function rawHelp(world: World, path: readonly string[]): string {
  let help = "";
  runWords(world, [...path, "--help"], (text) => help += `${text}\n`);
  return help;
}

/** What people type who know other programs. */
const OTHER_WORDS: Readonly<Record<string, string>> = {
  pay: "transfer",
  send: "transfer",
  whoami: "account",
  login: "log-in",
  logout: "log-out",
  signup: "sign-up",
  register: "sign-up",
  passwd: "change-password",
};

function hint(world: World, args: readonly string[]): string {
  const [command = ""] = args;
  const known = [...COMMANDS, "man"];
  const path = known.includes(command) && command !== "man" ? [command] : [];
  const words = wordsIn(rawHelp(world, path));
  const strange = args.slice(path.length).find((word) =>
    /^(--)?[a-z][a-z-]*$/.test(word) && !words.has(word)
  );
  const meant = strange === undefined
    ? null
    : nearest(strange, path.length ? words : [...words, ...known]);
  const other = OTHER_WORDS[strange ?? ""];
  const negative = args.find((word) => /^-[0-9.]/.test(word));
  const act = actUsages(rawHelp(world, ["connect"])).map((usage) => usage.split(" ")[0]!)
    .find((name) => args.includes(name));
  const paying = act !== undefined && ["transfer", "cash-in", "cash-out"].includes(act);
  return [
    ...(other === undefined ? [] : [line`Did you mean \`bank connect ${other}\`?`]),
    ...(meant === null || other !== undefined ? [] : [line`Did you mean ${meant}?`]),
    ...(negative !== undefined && paying
      ? [line`Cannot read amount "${negative}": an amount is positive and has no sign.`]
      : []),
    line`See \`bank ${[...path, ...(act === undefined ? [] : [act]), "--help"].join(" ")}\`.`,
  ].join("\n");
}

export function man(world: World): number {
  const { screen, version } = world;
  const rawHelpOf = (path: readonly string[]) => rawHelp(world, path);
  const helpOf = (path: readonly string[]) =>
    tidyHelp(rawHelp(world, path), { args: path, columns: 78 });
  screen.out(manPage({ version, rawHelpOf, helpOf }).trimEnd());
  return EXIT.done;
}

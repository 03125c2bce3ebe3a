// argv → one command → exit code. The one place where a command's errors become words on the screen.
import { runParser } from "@optique/core/facade";
import { message } from "@optique/core/message";
import { RefusedError } from "../net/client/client.ts";
import { runAction } from "../terminal/actions.ts";
import { Customer } from "../terminal/customer.ts";
import { audit } from "./audit.ts";
import { backup } from "./backup/backup.ts";
import { bench } from "./bench/bench.ts";
import { cdnCheck } from "./cdn_check.ts";
import { demo } from "./demo/demo.ts";
import { doctor } from "./doctor/doctor.ts";
import { EXIT, usageError } from "../console/exit.ts";
import { explain, printed, refused } from "./explain.ts";
import { actUsages, nearest, tidyHelp, wordsIn } from "./help_text.ts";
import { atTerminal } from "../terminal/home/at_terminal.ts";
import type { ConnectValue } from "../terminal/words/connect_words.ts";
import { type ProgramValue, programWords } from "./program.ts";
import { COMMANDS, manPage } from "./man_page.ts";
import { placed } from "../terminal/place.ts";
import { Progress } from "../console/progress.ts";
import { restore } from "./backup/restore.ts";
import { line } from "../console/screen.ts";
import { serve } from "./serve.ts";
import { upgradeCheck } from "./upgrade_check.ts";
import { readStatement } from "./read_statement.ts";
import { verify } from "./verify.ts";
import { simulate } from "./simulate.ts";
import type { World } from "../console/world.ts";

/** Never rejects. Ends when everything is printed, or never will be. */
export async function run(world: World, args: readonly string[]): Promise<number> {
  try {
    const parsed = parse(world, asked(args));
    if (typeof parsed === "number") return await printed(world, parsed, null);
    // What has been begun with a bank is brought to its end, whoever reads.
    if (parsed.command === "connect") return await connect(world, parsed);
    const left = world.screen.readerLeft?.then(() => EXIT.done);
    const done = perform(world, parsed).then((code) =>
      parsed.command === "serve" ? code : printed(world, code, null)
    );
    return await (left ? Promise.race([done, left]) : done);
  } catch (error) {
    return explain(world, error, null);
  }
}

/** Who gives no word at all, or asks a command for `help`, wants to know what there is. */
function asked(args: readonly string[]): readonly string[] {
  if (args.length === 0) return ["--help"];
  const [command, second, ...others] = args;
  return second === "help" && others.length === 0 ? [command!, "--help"] : args;
}

async function perform(
  world: World,
  parsed: Exclude<ProgramValue, ConnectValue>,
): Promise<number> {
  try {
    switch (parsed.command) {
      case "serve":
        return await serve(world, parsed);
      case "backup":
        return await backup(world, parsed);
      case "restore":
        return await restore(world, parsed);
      case "audit":
        return await audit(world, parsed);
      case "verify":
        return await verify(world, parsed);
      case "read-statement":
        return readStatement(world, parsed);
      case "doctor":
        return await doctor(world, parsed);
      case "cdn-check":
        return await cdnCheck(world, parsed);
      case "upgrade-check":
        return upgradeCheck(world, parsed);
      case "man":
        return man(world);
      case "simulate":
        return await simulate(world, parsed);
      case "bench":
        return await bench(world, parsed);
      case "demo":
        return await demo(world, run);
    }
  } catch (error) {
    return explain(world, error, null);
  }
}

function parse(world: World, args: readonly string[]): ProgramValue | number {
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
    stderr: (text) =>
      screen.say(
        text.replace(/\n+Did you mean[^]*$/, "")
          .replace(/Expected an? `?([A-Z=]+)`?, but too few arguments\./, "$1 is missing."),
      ),
    onError: () => EXIT.usage,
  }) as ProgramValue | number;
}

/** What a command prints about itself. */
function rawHelp(world: World, path: readonly string[]): string {
  let help = "";
  runWords(world, [...path, "--help"], (text) => help += `${text}\n`);
  return help;
}

/** What people type who know other programs. */
const OTHER_WORDS: Readonly<Record<string, string>> = {
  ...{ pay: "transfer", send: "transfer", whoami: "account", login: "log-in", logout: "log-out" },
  ...{ signup: "sign-up", register: "sign-up", passwd: "change-password" },
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

function man(world: World): number {
  const { screen, version } = world;
  const rawHelpOf = (path: readonly string[]) => rawHelp(world, path);
  const helpOf = (path: readonly string[]) =>
    tidyHelp(rawHelp(world, path), { args: path, columns: 78 });
  screen.out(manPage({ version, rawHelpOf, helpOf }).trimEnd());
  return EXIT.done;
}

async function connect(world: World, words: ConnectValue): Promise<number> {
  const flags = placed(words, { env: world.env, fallback: "127.0.0.1" });
  if (flags.port === 0) {
    throw usageError("Cannot connect to port 0: give the port that the bank listens on");
  }
  const progress = new Progress();
  if (!words.act) {
    try {
      return await atTerminal(world, flags, progress);
    } catch (error) {
      return explain(world, error, progress);
    }
  }
  const customer = await Customer.open(world, flags, progress);
  try {
    return await printed(world, await act(customer, words.act), progress);
  } finally {
    await customer.leave();
  }
}

async function act(customer: Customer, words: NonNullable<ConnectValue["act"]>): Promise<number> {
  try {
    await runAction(customer, words);
    return EXIT.done;
  } catch (error) {
    if (error instanceof RefusedError) return refused(customer, error);
    return explain(customer.world, error, customer.progress);
  }
}

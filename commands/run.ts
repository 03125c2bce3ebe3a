// argv → one command → exit code. The one place where a command's errors become words on the screen.
import { runParser } from "@optique/core/facade";
import { message } from "@optique/core/message";
import { AmountError } from "../bank/money.ts";
import { JournalDamage } from "../bank/block.ts";
import { ConnectionLost, RefusedError } from "../net/client.ts";
import { RemoteError } from "../net/message.ts";
import { AddressError } from "../net/runtime.ts";
import { DataError } from "../store/data_directory.ts";
import { runAction } from "./actions.ts";
import { Customer } from "./customer.ts";
import { audit } from "./audit.ts";
import { bench } from "./bench.ts";
import { demo } from "./demo.ts";
import { CommandError, EXIT } from "./exit.ts";
import { atTerminal } from "./home/at_terminal.ts";
import { type ConnectValue, type ProgramValue, programWords } from "./program.ts";
import { refusalWords } from "./refusal_text.ts";
import { line } from "./screen.ts";
import { serve } from "./serve.ts";
import { verify } from "./verify.ts";
import { simulate } from "./simulate.ts";
import type { World } from "./world.ts";

/** Never rejects. */
export async function run(world: World, args: readonly string[]): Promise<number> {
  const parsed = parse(world, args);
  if (typeof parsed === "number") return parsed;
  try {
    switch (parsed.command) {
      case "serve":
        return await serve(world, parsed);
      case "connect":
        return await connect(world, parsed);
      case "audit":
        return await audit(world, parsed);
      case "verify":
        return await verify(world, parsed);
      case "simulate":
        return await simulate(world, parsed);
      case "bench":
        return await bench(world, parsed);
      case "demo":
        return await demo(world);
    }
  } catch (error) {
    return explain(world, error);
  }
}

function parse(world: World, args: readonly string[]): ProgramValue | number {
  const { screen, env, version } = world;
  const parsed = runParser(programWords(env), "bank", args, {
    brief: message`A bank for a community: one program for its server and its customers.`,
    help: { command: true, option: true, onShow: () => EXIT.done },
    version: { value: version, option: true, onShow: () => EXIT.done },
    completion: { command: { names: ["completions", "completion"] }, onShow: () => EXIT.done },
    commandList: "top-level",
    termWidth: "auto",
    aboveError: "none",
    stdout: (text) => screen.out(text),
    stderr: (text) => screen.say(text),
    onError: () => EXIT.usage,
  }) as ProgramValue | number;
  if (parsed === EXIT.usage) screen.say(hint(args));
  return parsed;
}

function hint(args: readonly string[]): string {
  const negative = args.find((word) => /^-[0-9.]/.test(word));
  if (negative !== undefined) {
    return line`Cannot read amount "${negative}": an amount is positive and has no sign.`;
  }
  const connect = args.includes("connect") ? " connect" : args.includes("serve") ? " serve" : "";
  return `See \`bank${connect} --help\`.`;
}

async function connect(world: World, words: ConnectValue): Promise<number> {
  if (!words.act) return await atTerminal(world, words);
  const customer = await Customer.open(world, words);
  try {
    await runAction(customer, words.act);
    return EXIT.done;
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    return refused(customer, error);
  } finally {
    customer.close();
  }
}

const NOT_LOGGED_IN: ReadonlySet<string> = new Set(["not_logged_in", "session_expired"]);

function refused(customer: Customer, { refusal }: RefusedError): number {
  const { world: { screen }, flags, currency } = customer;
  const { code, retryable, detail } = refusal;
  if (flags.json) screen.out(JSON.stringify({ refused: code, retryable, ...detail }));
  screen.say(refusalWords(refusal, currency));
  return NOT_LOGGED_IN.has(code) ? EXIT.notLoggedIn : EXIT.refused;
}

function explain({ screen, host }: World, error: unknown): number {
  if (error instanceof CommandError) {
    screen.say(error.message);
    return error.exitCode;
  }
  if (error instanceof AmountError) {
    screen.say(error.message);
    return EXIT.usage;
  }
  if (
    error instanceof AddressError || error instanceof DataError || error instanceof JournalDamage
  ) {
    screen.say(error.message);
    return EXIT.refused;
  }
  if (error instanceof ConnectionLost) {
    screen.say(line`The connection was lost: ${error.message}.`);
    return EXIT.unknown;
  }
  if (error instanceof RemoteError) {
    const invalid = error.code === "invalid_params";
    screen.say(line`The bank did not understand: ${error.message}.`);
    return invalid ? EXIT.usage : EXIT.refused;
  }
  const stack = error instanceof Error ? error.stack : String(error);
  host.log.error("unexpected failure", { error: stack });
  screen.say(
    "Something failed in this program; the log line above says what. Nothing else was done.",
  );
  return EXIT.refused;
}

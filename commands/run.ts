// argv → one command → exit code. The one place where a command's errors become words on the screen. What a command needs is
// loaded when it is asked for: a prompt does not wait for a server's modules.
import { RefusedError } from "../net/client/client.ts";
import { EXIT, usageError } from "../console/exit.ts";
import { explain, printed, refused } from "./explain.ts";
import { Customer } from "../terminal/customer.ts";
import type { ConnectValue } from "../terminal/words/connect_words.ts";
import { menuWords } from "../terminal/words/plain_menu.ts";
import type { ProgramValue } from "./program.ts";
import { placed } from "../terminal/place.ts";
import { atTerminal } from "../terminal/home/at_terminal.ts";
import { Progress } from "../console/progress.ts";
import type { World } from "../console/world.ts";

/** Never rejects. Ends when everything is printed, or never will be. */
export async function run(world: World, args: readonly string[]): Promise<number> {
  try {
    const words = asked(args);
    const parsed = await plainly(world, words) ??
      (await import("./command_line.ts")).parse(world, words);
    if (typeof parsed === "number") return await printed(world, parsed, null);
    // What has been begun with a bank is brought to its end, also when the reader of the output has left.
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

/** What is understood without the parser of all commands. */
async function plainly({ env }: World, words: readonly string[]): Promise<ProgramValue | null> {
  if (words[0] === "serve") return (await import("./plain_serve.ts")).plainServe(words);
  return menuWords(env, words);
}

async function perform(
  world: World,
  parsed: Exclude<ProgramValue, ConnectValue>,
): Promise<number> {
  const { tool } = await import("./tools.ts");
  try {
    return await tool(world, parsed, run);
  } catch (error) {
    return explain(world, error, null);
  }
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
  const { runAction } = await import("../terminal/actions.ts");
  try {
    await runAction(customer, words);
    return EXIT.done;
  } catch (error) {
    if (error instanceof RefusedError) return await refused(customer, error);
    return explain(customer.world, error, customer.progress);
  }
}

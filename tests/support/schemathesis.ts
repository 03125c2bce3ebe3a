// Schemathesis (https://schemathesis.io), a fuzzer that reads an OpenAPI description and looks for answers that contradict it.
// A program in Python, installed from PyPI into a directory of its own; where that cannot be done, it is said why.
import { join } from "node:path";

const VERSION = "4.32.5";

export interface Fuzzer {
  readonly command: string;
}

interface Ended {
  readonly success: boolean;
  readonly text: string;
}

async function ran(command: string, args: readonly string[], cwd?: string): Promise<Ended> {
  try {
    const child = new Deno.Command(command, {
      args: [...args],
      ...(cwd === undefined ? {} : { cwd }),
      stdin: "null",
      env: { NO_COLOR: "1", PYTHONWARNINGS: "ignore" },
    });
    const { success, stdout, stderr } = await child.output();
    const decoder = new TextDecoder();
    return { success, text: decoder.decode(stdout) + decoder.decode(stderr) };
  } catch (error) {
    return { success: false, text: String(error) };
  }
}

/** @returns why it cannot be had, as a text. */
export async function fuzzerIn(directory: string): Promise<Fuzzer | string> {
  const given = Deno.env.get("SCHEMATHESIS");
  if (given) return { command: given };
  const home = join(directory, "python");
  const steps: readonly (readonly [string, readonly string[]])[] = [
    ["python3", ["-m", "venv", home]],
    [join(home, "bin", "pip"), [
      "install",
      "--quiet",
      "--disable-pip-version-check",
      "--retries",
      "1",
      "--timeout",
      "20",
      `schemathesis==${VERSION}`,
    ]],
  ];
  for (const [command, args] of steps) {
    const { success, text } = await ran(command, args);
    if (!success) return `${command} ${args[0]}: ${text.trim().split("\n").at(-1)}`;
  }
  return { command: join(home, "bin", "schemathesis") };
}

export interface Fuzzing {
  readonly origin: string;
  readonly token: string;
  readonly seconds: number;
  readonly seed: number;
  /** Operations that would end what the others need, such as the sign-in. */
  readonly without: readonly string[];
  /** Where it leaves its files. */
  readonly directory: string;
}

const CHECKS = [
  "not_a_server_error",
  "status_code_conformance",
  "content_type_conformance",
  "response_schema_conformance",
];

export function fuzzed({ command }: Fuzzer, fuzzing: Fuzzing): Promise<Ended> {
  const { origin, token, seconds, seed, without, directory } = fuzzing;
  return ran(command, [
    "run",
    `${origin}/openapi.json`,
    "--checks",
    CHECKS.join(","),
    "--phases",
    "examples,coverage,fuzzing",
    "--seed",
    String(seed),
    "--continue-on-failure",
    "--max-time",
    String(seconds),
    "--rate-limit",
    "90/s",
    "--no-shrink",
    "--suppress-health-check",
    "all",
    "--warnings",
    "off",
    "--request-timeout",
    "10",
    "--header",
    `Authorization: Bearer ${token}`,
    "--report-dir",
    directory,
    ...without.flatMap((operation) => ["--exclude-operation-id", operation]),
  ], directory);
}

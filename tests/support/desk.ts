// One client machine of a test: a profile directory, a bank's address, and `bank connect` run as a process.
import assert from "node:assert/strict";
import { join } from "node:path";
import {
  type Launcher,
  type Ran,
  runProgram,
  type Scratch,
  type ServerProcess,
} from "./program.ts";

export const PASSWORD = "correct horse battery";

export interface Desk {
  /** Runs `bank connect WORDS` as this user (null: without --user). */
  run(user: string | null, words: readonly string[], options?: DeskRun): Promise<Ran>;
  /** With --json; parses the last line of stdout. */
  json(user: string | null, words: readonly string[], options?: DeskRun): Promise<Answered>;
  signUp(user: string, ...words: string[]): Promise<Answered>;
}

export interface DeskRun {
  readonly stdin?: string;
  readonly env?: Record<string, string>;
}

export interface Answered extends Ran {
  // deno-lint-ignore no-explicit-any -- whatever the command printed; the test asserts what it needs
  readonly answer: any;
}

/** What a user runs, the exit code, and what is said. */
export type Row = readonly [
  user: string | null,
  words: string | readonly string[],
  code: number,
  says: RegExp,
];

/** One after the other; none of them may show a stack trace. */
export async function runTable(desk: Desk, rows: readonly Row[]): Promise<void> {
  for (const [user, given, code, says] of rows) {
    const words = typeof given === "string" ? given.split(" ") : given;
    const ran = await desk.run(user, words);
    const seen = `${user} ${words.join(" ")}\n${ran.out}${ran.err}`;
    assert.equal(ran.code, code, seen);
    assert.match(ran.out + ran.err, says, seen);
    assert.doesNotMatch(ran.out + ran.err, /\n\s+at /, `no stack trace: ${seen}`);
  }
}

export interface DeskOptions {
  readonly launcher: Launcher;
  readonly dir: Scratch;
  readonly server: Pick<ServerProcess, "host" | "port" | "fingerprint">;
  readonly profile?: string;
}

export function deskAt({ launcher, dir, server, profile = "profile" }: DeskOptions): Desk {
  const passwordFile = dir.file("password", PASSWORD);
  const common = [
    "--host",
    server.host,
    "--port",
    String(server.port),
    "--fingerprint",
    server.fingerprint,
    "--profile",
    join(dir.path, profile),
  ];
  const run: Desk["run"] = (user, words, options = {}) => {
    const who = user === null ? [] : ["--user", user];
    return runProgram({
      launcher,
      args: ["connect", ...common, ...who, ...words],
      ...options,
      env: { HOME: dir.path, ...options.env },
    });
  };
  const json: Desk["json"] = async (user, words, options) => {
    const ran = await run(user, ["--json", ...words], options);
    const last = ran.out.trim().split("\n").at(-1) ?? "";
    return { ...ran, answer: last.startsWith("{") ? JSON.parse(last) : null };
  };
  const signUp: Desk["signUp"] = (user, ...words) =>
    json(user, ["--password-file", passwordFile, "sign-up", ...words]);
  return { run, json, signUp };
}

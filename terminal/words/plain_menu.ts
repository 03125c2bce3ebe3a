// `bank connect` with nothing to do but the menu, whose start does not wait for the parser of all commands.
import { plainNumber, plainWords } from "../../console/plain_words.ts";
import type { Environment } from "../../console/world.ts";
import type { ConnectValue } from "./connect_words.ts";

const CONNECTION = {
  "host": { form: "one" },
  "port": { form: "one", plain: plainNumber(0, 65_535) },
  "user": { form: "one" },
  "fingerprint": { form: "one" },
  "password-file": { form: "one" },
  "code": { form: "one" },
  "password-stdin": { form: "switch" },
  "profile": { form: "one" },
  "json": { form: "switch" },
  "plain": { form: "switch" },
  "ascii": { form: "switch" },
} as const;

/** @returns null for anything else: a command, a question for help, a slip, words in a form that is not plain. */
export function menuWords(env: Environment, args: readonly string[]): ConnectValue | null {
  const given = args[0] === "connect" ? plainWords(args.slice(1), CONNECTION) : null;
  if (!given) return null;
  const { host: [host], port: [port], code: [code], profile: [profile] } = given;
  return {
    act: undefined,
    command: "connect",
    host,
    port: port === undefined ? undefined : Number(port),
    user: given.user[0] ?? (env.BANK_USER || undefined),
    fingerprint: given.fingerprint[0] ?? (env.BANK_FINGERPRINT || undefined),
    passwordFile: given["password-file"][0],
    code,
    passwordStdin: given["password-stdin"].length > 0,
    profile,
    json: given.json.length > 0,
    plain: given.plain.length > 0,
    ascii: given.ascii.length > 0,
  };
}

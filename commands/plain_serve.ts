// `bank serve` with its options in their plainest form: a bank that starts does not wait for the parser of all commands.
import { plainNumber, type PlainOption, plainWords } from "../console/plain_words.ts";
import type { ServeValue } from "./serve_words.ts";
import type { Flags } from "./settings/settings_words.ts";
import { KEYS, type SettingKey, settingOf } from "./settings/settings_table.ts";

const OWN = {
  "config": { form: "one" },
  "new-staff-code": { form: "switch" },
  "new-certificate": { form: "switch" },
  "accept-loss": { form: "one", plain: plainNumber(0) },
} as const;

/** @returns null for a question for help, a slip, words in a form that is not plain. */
export function plainServe(args: readonly string[]): ServeValue | null {
  const entries = KEYS.map((key) => [key, plainSetting(settingOf(key).kind)]);
  const settings = Object.fromEntries(entries) as Record<SettingKey, PlainOption>;
  const given = args[0] === "serve" ? plainWords(args.slice(1), { ...OWN, ...settings }) : null;
  if (!given) return null;
  const { config: [config], "accept-loss": [lost] } = given;
  return {
    command: "serve",
    flags: Object.fromEntries(KEYS.map((key) => [key, given[key]])) as Flags,
    config,
    newStaffCode: given["new-staff-code"].length > 0,
    newCertificate: given["new-certificate"].length > 0,
    acceptLoss: lost === undefined ? undefined : Number(lost),
  };
}

function plainSetting(
  { inFile, choices, range }: ReturnType<typeof settingOf>["kind"],
): PlainOption {
  if (inFile.includes("switch")) return { form: "switch" };
  const form = inFile.includes("list") ? "list" : "one";
  if (choices) return { form, plain: (value) => choices.includes(value) };
  return range ? { form, plain: plainNumber(...range) } : { form };
}

// The manual page bank(1), made from the help texts: what `--help` says and what `man bank` says are the same.
import { actUsages } from "./help_text.ts";
import { envOf, KEYS } from "./settings/settings_table.ts";

export interface ManSource {
  readonly version: string;
  /** The help of a command, e.g. of `["connect", "transfer"]`. */
  readonly helpOf: (path: readonly string[]) => string;
  /** The same, with the usage of all of its commands in one line. */
  readonly rawHelpOf: (path: readonly string[]) => string;
}

/** All but those that print texts about the program. */
export const COMMANDS = [
  "serve",
  "connect",
  "demo",
  "backup",
  "restore",
  "config",
  "audit",
  "top",
  "verify",
  "read-statement",
  "doctor",
  "upgrade-check",
  "cdn-check",
  "bench",
  "simulate",
];

/** Told by themselves. */
const SHARED: ReadonlySet<string> = new Set(["BANK_HOST", "BANK_PORT", "BANK_DATA"]);

const ENVIRONMENT: readonly (readonly [string, string])[] = [
  ["BANK_HOST, BANK_PORT", "where the bank listens, or is"],
  ["BANK_DATA", "data directory of bank serve, backup, restore, audit, doctor and upgrade-check"],
  ["BANK_CONFIG", "file of settings of bank serve, or off; /etc/bank/bank.toml unless given"],
  [KEYS.map(envOf).filter((name) => !SHARED.has(name)).join(", "), "as the options of bank serve"],
  ["BANK_USER, BANK_FINGERPRINT, BANK_PASSWORD_FILE, BANK_PROFILE", "as the flags of bank connect"],
  ["NO_COLOR, ACCESSIBLE, TERM=dumb", "no colours; numbered menus without redrawing"],
];

const EXITS: readonly (readonly [string, string])[] = [
  ["0", "done"],
  ["1", "refused by the bank, or this machine could not do it"],
  ["2", "the command line or an input was not understood"],
  ["3", "not logged in"],
  ["4", "no answer: the outcome is unknown; repeating with the same --id is safe"],
  ["75", "not now: nothing was done; wait and try again"],
  ["130", "interrupted"],
];

/** @returns roff for man(7). */
export function manPage({ version, helpOf, rawHelpOf }: ManSource): string {
  const acts = actUsages(rawHelpOf(["connect"])).map((usage) => usage.split(" ")[0]!);
  const list = (rows: readonly (readonly [string, string])[]) =>
    rows.map(([term, text]) => `.TP\n.B ${roff(term)}\n${roff(text)}`).join("\n");
  return [
    `.TH BANK 1 "" "bank ${version}" "User Commands"`,
    ".SH NAME\nbank \\- a bank for a community: server and terminal client",
    ".SH SYNOPSIS",
    ...COMMANDS.map((command) => `.B bank ${command}\n[OPTIONS]\n.br`),
    ".SH COMMANDS",
    ...COMMANDS.map((command) => section(`bank ${command}`, helpOf([command]))),
    ".SH BANKING",
    ...acts.map((act) =>
      section(`bank connect ${act}`, withoutConnection(helpOf(["connect", act])))
    ),
    `.SH ENVIRONMENT\n${list(ENVIRONMENT)}`,
    `.SH EXIT STATUS\n${list(EXITS)}`,
    "",
  ].join("\n");
}

function section(title: string, help: string): string {
  return `.SS ${title}\n.nf\n${roff(help.trim())}\n.fi`;
}

/** The options that all of them share stand under `bank connect`. */
function withoutConnection(help: string): string {
  return help.replace(/\nConnection:\n(?: {2,}.*\n?)*/, "\n").replace(/\n{3,}/g, "\n\n");
}

/** Backslashes, and dots and quotes at the beginning of a line, mean something to roff. */
function roff(text: string): string {
  return text.replaceAll("\\", "\\e").replaceAll("-", "\\-").replace(/^([.'])/gm, "\\&$1");
}

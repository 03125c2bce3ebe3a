// What is in force: flags win over the environment, the environment over the file, the file over defaults. Says of each where it
// came from; texts that may carry passwords are not shown.
import { CommandError, EXIT, usageError } from "../../console/exit.ts";
import { line } from "../../console/screen.ts";
import type { Environment } from "../../console/world.ts";
import { type Level, placeOf } from "../../terminal/place.ts";
import { readSettingsFile, type SettingsFile } from "./settings_file.ts";
import { envOf, KEYS, type SettingKey, settingOf, type SettingValues } from "./settings_table.ts";
import type { Flags } from "./settings_words.ts";

/** Read where it is there and no other is named. */
const USUAL_FILE = "/etc/bank/bank.toml";

interface InForce {
  readonly texts: readonly string[];
  /** `--port`, `BANK_PORT`, `FILE:12` or `default`. */
  readonly from: string;
}

export interface Settings {
  readonly values: SettingValues;
  readonly inForce: ReadonlyMap<SettingKey, InForce>;
  /** Null where there is none. */
  readonly file: string | null;
}

export interface Asked {
  readonly env: Environment;
  /** `--config`; the environment or the usual place unless given. */
  readonly config: string | undefined;
  readonly flags?: Flags;
}

/** The place of the file; null for none. @param config of `--config`. */
export function settingsPath(config: string | undefined, env: Environment): string | null {
  const named = config ?? (env.BANK_CONFIG || undefined);
  if (named === "") throw usageError("Cannot use an empty --config: name a file, or off");
  if (named !== undefined) return named.toLowerCase() === "off" ? null : named;
  return USUAL_FILE;
}

/**
 * The file that counts, or null.
 * @throws {CommandError} when one was named and is not there.
 */
export function fileFor({ config, env }: Asked): SettingsFile | null {
  const path = settingsPath(config, env);
  const file = path === null ? null : readSettingsFile(path);
  if (file !== null || path === null || path === USUAL_FILE) return file;
  throw usageError(line`There is no file of settings ${path}`);
}

/** @throws {CommandError} naming every mistake of the file, or the first flag or variable that cannot be. */
export function settingsFor(asked: Asked): Settings {
  const file = fileFor(asked);
  if (file !== null && file.mistakes.length > 0) {
    throw new CommandError(EXIT.usage, mistakesOf(file).join("\n"));
  }
  return settingsOf(asked, file);
}

/** One line for each. */
export function mistakesOf({ path, mistakes }: SettingsFile): string[] {
  return mistakes.map(({ line: at, key, what }) => {
    const place = at === null ? line`${path}:` : line`${path}:${at}:`;
    return key === null ? place + " " + what : line`${place} ${key}: ` + what;
  });
}

function settingsOf(asked: Asked, file: SettingsFile | null): Settings {
  const inForce = new Map<SettingKey, InForce>();
  const values: Record<string, unknown> = {};
  for (const key of KEYS) {
    const { kind } = settingOf(key);
    const found = foundFor(key, asked, file);
    const value = found.from === DEFAULT && found.texts.length === 0 && !isList(key)
      ? null
      : kind.read(found.texts);
    if (value === null && found.from !== DEFAULT) {
      throw usageError(
        line`Cannot use ${found.from} "${found.texts.join(" ")}": expected ` + kind.expected,
      );
    }
    inForce.set(key, found);
    values[key] = value;
  }
  place(inForce, values, asked, file);
  return { values: values as SettingValues, inForce, file: file?.path ?? null };
}

const DEFAULT = "default";

const isList = (key: SettingKey) => settingOf(key).kind.inFile.includes("list");

function foundFor(key: SettingKey, { flags, env }: Asked, file: SettingsFile | null): InForce {
  const typed = flags?.[key] ?? [];
  if (typed.length > 0) return { texts: typed, from: `--${key}` };
  const name = envOf(key);
  const variable = env[name];
  if (variable) {
    const many = isList(key) ? variable.split(/[\s,]+/).filter((text) => text !== "") : [variable];
    return { texts: many, from: name };
  }
  const written = file?.written.get(key);
  if (file && written) return { texts: written.texts, from: fromFile(file, written.line) };
  return { texts: settingOf(key).fallback ?? [], from: DEFAULT };
}

const fromFile = ({ path }: SettingsFile, at: number | null) =>
  at === null ? path : `${path}:${at}`;

/** A port may stand in the address; then it counts from there. */
function place(
  inForce: Map<SettingKey, InForce>,
  values: Record<string, unknown>,
  { flags, env }: Asked,
  file: SettingsFile | null,
): void {
  const written = (key: SettingKey) => file?.written.get(key)?.texts[0];
  const levels: Level[] = [
    { host: flags?.host[0], port: flags?.port[0], names: ["--host", "--port"] },
    { host: env.BANK_HOST || undefined, port: env.BANK_PORT || undefined, names: ENV_NAMES },
    { host: written("host"), port: written("port"), names: ["host", "port"] },
  ];
  const { host, port, portFrom } = placeOf(levels);
  if (host !== null) values.host = host;
  if (port === null) return;
  values.port = port;
  const level = levels.indexOf(portFrom!);
  const key = levels[level]!.port === undefined ? "host" : "port";
  const { from } = key === "host" ? inForce.get("host")! : inForce.get("port")!;
  inForce.set("port", { texts: [String(port)], from });
}

const ENV_NAMES = ["BANK_HOST", "BANK_PORT"] as const;

/** As people see it. */
export function shownOf(key: SettingKey, { texts }: Pick<InForce, "texts">): string {
  const shown = settingOf(key).secret ? texts.map(withoutSecrets) : texts;
  return shown.length === 0 ? "–" : shown.join(" ");
}

/** Of a URL who is there: name, password, path and query may be secrets. */
function withoutSecrets(text: string): string {
  return text.replace(/^([a-z]+=)?(https?:\/\/)([^/?#]*@)?([^/?#]*).*$/, "$1$2$4/…");
}

// bank.toml as it stands on the disk: which keys it has, on which lines, and everything that is wrong with it, in words. Knows no
// flags and no environment. A file that is hostile costs no more than one that is 64 KiB long.
import * as fs from "node:fs";
import { parse, TomlError } from "smol-toml";
import { PastedError, textOfFile } from "../../bank/pasted.ts";
import { clean } from "../../console/screen.ts";
import { nearest } from "../help_text.ts";
import type { FileForm } from "./kinds.ts";
import { ACTS, isKey, KEYS, type SettingKey, settingOf } from "./settings_table.ts";

export interface Written {
  readonly texts: readonly string[];
  /** Null where it is written so that it cannot be found. */
  readonly line: number | null;
}

/** Something in the file that cannot stand there. */
export interface Mistake {
  /** Null where it concerns the whole file. */
  readonly line: number | null;
  readonly key: string | null;
  readonly what: string;
}

export interface SettingsFile {
  readonly path: string;
  readonly written: ReadonlyMap<SettingKey, Written>;
  readonly mistakes: readonly Mistake[];
}

/** Bytes: every setting with its explanation is a tenth of it. */
const FILE_BYTES_MAX = 64 * 1024;

/** Told of one file; who repairs those sees the next. */
const MISTAKES_MAX = 20;

/** Lists within lists; there are none. */
const DEPTH_MAX = 8;

/** Lines that look like the one that is searched for, but stand within a text of several lines. */
const LOOKALIKES_MAX = 50;

/** Characters of a key or a value of the file in a message. */
const SHOWN_CHARS_MAX = 60;

/** @returns null where there is no such file. */
export function readSettingsFile(path: string): SettingsFile | null {
  const broken = (what: string): SettingsFile => ({
    path,
    written: new Map(),
    mistakes: [{ line: null, key: null, what }],
  });
  try {
    const { size, isFile } = statOf(path);
    if (!isFile) return broken("it is no file");
    if (size > FILE_BYTES_MAX) return broken(`it is larger than ${FILE_BYTES_MAX / 1024} KiB`);
    return { path, ...settingsIn(textOfFile(fs.readFileSync(path))) };
  } catch (error) {
    if (error instanceof PastedError) return broken(error.message);
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return null;
    return broken(
      code === "EACCES" ? "this user may not read it" : `it cannot be read: ${message}`,
    );
  }
}

function statOf(path: string): { readonly size: number; readonly isFile: boolean } {
  const stat = fs.statSync(path);
  return { size: stat.size, isFile: stat.isFile() };
}

/** What a text says that stands in such a file. */
export function settingsIn(text: string): Omit<SettingsFile, "path"> {
  let table: Readonly<Record<string, unknown>>;
  try {
    table = parse(text, { maxDepth: DEPTH_MAX });
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    return { written: new Map(), mistakes: [notToml(error)] };
  }
  const written = new Map<SettingKey, Written>();
  const mistakes: Mistake[] = [];
  for (const [key, value] of Object.entries(table)) {
    if (mistakes.length === MISTAKES_MAX) break;
    const found = isKey(key) ? valueOf(key, value) : misnamed(key, value);
    if (typeof found !== "string") {
      written.set(key as SettingKey, { texts: found, line: lineOf(text, key) });
    } else {
      mistakes.push({ line: lineOf(text, key), key: shown(key), what: found });
    }
  }
  const byLine = mistakes.sort((one, other) => (one.line ?? 0) - (other.line ?? 0));
  return { written, mistakes: byLine };
}

function notToml({ line, message }: TomlError): Mistake {
  const [said = ""] = message.replace(/^Invalid TOML document: /, "").split("\n");
  return {
    line,
    key: null,
    what: `this is not TOML (${shown(said)}): expected lines such as port = 7400, texts in quotes`,
  };
}

/** What is wrong, or the texts of the value. */
function valueOf(key: SettingKey, value: unknown): string | readonly string[] {
  const { kind, example, secret } = settingOf(key);
  const texts = textsOf(value, kind.inFile);
  if (texts !== null && kind.read(texts) !== null) return texts;
  const found = secret ? "" : `, found ${shown(saidOf(value))}`;
  return `expected ${kind.expected}, such as ${key} = ${example}${found}`;
}

function textsOf(value: unknown, forms: readonly FileForm[]): readonly string[] | null {
  const form = Array.isArray(value) ? "list" : FORMS[typeof value];
  if (form === undefined || !forms.includes(form)) return null;
  if (!Array.isArray(value)) return [String(value)];
  return value.every((one) => typeof one === "string") ? value : null;
}

const FORMS: Readonly<Record<string, FileForm>> = {
  string: "text",
  number: "number",
  boolean: "switch",
};

function saidOf(value: unknown): string {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? "a table"
    : JSON.stringify(value) ?? String(value);
}

function misnamed(key: string, value: unknown): string {
  if (ACTS.has(key)) {
    return `this is said once, on the command line (bank serve --${key}): here it would be done at each start`;
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return "there are no tables: every key stands by itself";
  }
  const meant = meantBy(key);
  return meant === null
    ? "there is no such setting; expected one of those that `bank config example` shows"
    : `there is no such setting. Did you mean ${meant}?`;
}

/** Also where letters have changed places, or the words of the key are put together in another way. */
function meantBy(key: string): SettingKey | null {
  const plain = key.replace(/(?<=[a-z])(?=[A-Z])/g, "-").replaceAll("_", "-").toLowerCase();
  const sorted = (text: string) => [...text].sort().join("");
  const same = KEYS.find((known) => sorted(known) === sorted(plain));
  return same ?? KEYS.find((known) => known === nearest(plain, KEYS)) ?? null;
}

const shown = (text: string) =>
  clean(text.length > SHOWN_CHARS_MAX ? `${text.slice(0, SHOWN_CHARS_MAX)}…` : text);

/**
 * Where a key is written, in a text that is whole: the first line that begins with it while everything before is whole, too, and
 * so not within a text or a list of several lines.
 */
function lineOf(text: string, key: string): number | null {
  const lines = text.split("\n");
  const names = [key, `"${key}"`, `'${key}'`];
  const begins = (line: string) => {
    const bare = line.replace(/^\s*\[*\s*/, "");
    return names.some((name) =>
      bare.startsWith(name) && /^\s*[=.\]]/.test(bare.slice(name.length))
    );
  };
  let lookalikes = 0;
  const at = lines.findIndex((line, place) =>
    begins(line) && lookalikes++ < LOOKALIKES_MAX && isWhole(lines.slice(0, place))
  );
  return at < 0 ? null : at + 1;
}

function isWhole(lines: readonly string[]): boolean {
  try {
    parse(lines.join("\n"));
    return true;
  } catch {
    return false;
  }
}

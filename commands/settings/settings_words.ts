// The options of `bank serve` that are settings, made from their table, and the one that names their file.
import { group, object } from "@optique/core/constructs";
import { message, text as messageText } from "@optique/core/message";
import { map, multiple, optional } from "@optique/core/modifiers";
import type { Parser } from "@optique/core/parser";
import { option } from "@optique/core/primitives";
import { choice, type ValueParser } from "@optique/core/valueparser";
import { no, text, whole } from "../../terminal/words/words.ts";
import type { Kind } from "./kinds.ts";
import { KEYS, type SettingKey, settingOf } from "./settings_table.ts";

type Texts = Parser<"sync", readonly string[], unknown>;

/** What was typed, by key; an empty list was not. */
export type Flags = Readonly<Record<SettingKey, readonly string[]>>;

export function settingWords() {
  const parsers = Object.fromEntries(KEYS.map((key) => [key, parserOf(key)]));
  return group("Settings", object(parsers as Record<SettingKey, Texts>));
}

function parserOf(key: SettingKey): Texts {
  const { kind, words } = settingOf(key);
  const name = `--${key}` as const;
  const description = [messageText(words)];
  if (kind.inFile.includes("switch")) {
    return map(no(name, description), (on): readonly string[] => on ? ["true"] : []);
  }
  const value = valueOf(kind);
  if (kind.inFile.includes("list")) {
    return map(multiple(option(name, value, { description })), (many) => many.map(String));
  }
  return map(
    optional(option(name, value, { description })),
    (one): readonly string[] => one === undefined ? [] : [String(one)],
  );
}

function valueOf({ metavar, choices, range }: Kind<unknown>): ValueParser<"sync", unknown> {
  if (choices) return choice(choices, { metavar });
  return range ? whole(metavar, ...range) : text(metavar);
}

/** For every command that looks for the bank's directory. */
export const configWord = optional(option("--config", text("FILE|off"), {
  description:
    message`File of settings (BANK_CONFIG, else /etc/bank/bank.toml where there is one).`,
}));

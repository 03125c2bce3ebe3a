// The small words that the command line is made of.
import { message } from "@optique/core/message";
import { withDefault } from "@optique/core/modifiers";
import type { NonEmptyString } from "@optique/core/nonempty";
import { flag } from "@optique/core/primitives";
import { integer, string } from "@optique/core/valueparser";
import { usageError } from "./exit.ts";
import { line } from "./screen.ts";
import type { Environment } from "./profile.ts";

export const text = (metavar: NonEmptyString) => string({ metavar });
export const port = () => integer({ metavar: "PORT", min: 0, max: 65535 });
export const no = (name: `--${string}`, description: ReturnType<typeof message>) =>
  withDefault(flag(name, { description }), false);

export const DEFAULT_PORT = 7400;

export const DEFAULT_HTTP_PORT = 7480;

export function portOf(env: Environment): number {
  const given = env.BANK_PORT;
  if (!given) return DEFAULT_PORT;
  if (/^\d{1,5}$/.test(given) && Number(given) <= 65_535) return Number(given);
  throw usageError(line`Cannot use BANK_PORT "${given}": expected a number from 0 to 65535`);
}

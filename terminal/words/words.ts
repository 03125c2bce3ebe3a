// The small words that the command line is made of.
import { message } from "@optique/core/message";
import { withDefault } from "@optique/core/modifiers";
import type { NonEmptyString } from "@optique/core/nonempty";
import { flag } from "@optique/core/primitives";
import { integer, string } from "@optique/core/valueparser";

export const text = (metavar: NonEmptyString) => string({ metavar });
export const port = () => integer({ metavar: "PORT", min: 0, max: 65535 });
export const no = (name: `--${string}`, description: ReturnType<typeof message>) =>
  withDefault(flag(name, { description }), false);

export const DEFAULT_PORT = 7400;

export const DEFAULT_HTTP_PORT = 7480;

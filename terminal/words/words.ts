// The small words that the command line is made of.
import { message, text as messageText } from "@optique/core/message";
import { optional, withDefault } from "@optique/core/modifiers";
import type { NonEmptyString } from "@optique/core/nonempty";
import { argument, flag, option } from "@optique/core/primitives";
import { integer, string, type ValueParser } from "@optique/core/valueparser";
import { plainCode } from "../../bank/pasted.ts";

export const text = (metavar: NonEmptyString) => string({ metavar });

/** A whole number in digits of any kind, as people type and paste it. */
export function whole(
  metavar: NonEmptyString,
  min: number,
  max: number = Number.MAX_SAFE_INTEGER,
): ValueParser<"sync", number> {
  const read = integer({ metavar, min, max });
  const range = [
    messageText(max === Number.MAX_SAFE_INTEGER ? `${min} or more` : `${min} to ${max}`),
  ];
  return {
    ...read,
    parse(input) {
      const number = read.parse(plainCode(input));
      if (number.success) return number;
      return {
        success: false,
        error: message`Expected a whole number, ${range}, but got ${input}.`,
      };
    },
  };
}

export const port = () => whole("PORT", 0, 65_535);
export const no = (name: `--${string}`, description: ReturnType<typeof message>) =>
  withDefault(flag(name, { description }), false);

/** Of a list that may be long. */
export const pageWords = {
  after: withDefault(
    option("--after", whole("NUMBER", 0, 1_000_000), { description: message`Leave so many out.` }),
    0,
  ),
  limit: withDefault(
    option("--limit", whole("NUMBER", 1, 100), { description: message`At most so many.` }),
    100,
  ),
};

/** For what may need two members of staff. */
export const propose = optional(option("--propose", text("WHY"), {
  description: message`Do not do it: ask a colleague to agree (staff).`,
}));

export const idOption = optional(option("--id", text("ID"), {
  description: message`Transfer id (UUIDv7) to repeat; a new one is made unless given.`,
}));
export const memoOption = withDefault(
  option("--memo", text("TEXT"), { description: message`A line for both statements.` }),
  "",
);
export const amount = argument(text("AMOUNT"), { description: message`Such as 25 or 25.50.` });
export const transferId = argument(text("ID"), { description: message`The transfer's id.` });

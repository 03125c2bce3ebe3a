// Words that several commands of giving have.
import { message } from "@optique/core/message";
import { optional } from "@optique/core/modifiers";
import { argument, option } from "@optique/core/primitives";
import { text, whole } from "./words.ts";

export const idOption = optional(option("--id", text("ID"), {
  description: message`Id (UUIDv7) to repeat; a new one is made unless given.`,
}));
export const count = (metavar: "N") => whole(metavar, 0, 1_000_000);
export const quantity = argument(count("N"), { description: message`How many.` });
export const organisation = argument(text("ORGANISATION"), {
  description: message`Account number, or words of its name.`,
});
export const reason = option("--reason", text("TEXT"), { description: message`Why; it is kept.` });
export const out = optional(option("--out", text("FILE"), {
  description: message`Write it to this file instead of the screen.`,
}));

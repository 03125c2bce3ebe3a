// Words that several commands of giving have.
import { message } from "@optique/core/message";
import { optional } from "@optique/core/modifiers";
import { argument, option } from "@optique/core/primitives";
import { text } from "./words.ts";

export const organisation = argument(text("ORGANISATION"), {
  description: message`Account number, or words of its name.`,
});
export const reason = option("--reason", text("TEXT"), { description: message`Why; it is kept.` });
export const out = optional(option("--out", text("FILE"), {
  description: message`Write it to this file instead of the screen.`,
}));

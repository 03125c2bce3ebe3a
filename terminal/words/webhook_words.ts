// The words of `bank connect webhook`: events to programs.
import { group, object } from "@optique/core/constructs";
import { message } from "@optique/core/message";
import { optional } from "@optique/core/modifiers";
import { argument, command, constant, option } from "@optique/core/primitives";
import { choice } from "@optique/core/valueparser";
import { no, text, whole } from "./words.ts";

export const webhookWords = group(
  "Programs",
  command(
    "webhook",
    object({
      action: constant("webhook"),
      verb: argument(
        choice(["list", "set", "rotate", "remove", "letters", "retry"], { metavar: "VERB" }),
        { description: message`list, set, rotate, remove, letters or retry.` },
      ),
      which: optional(argument(text("URL|WEBHOOK"), {
        description: message`For set the address, for the others the number that list shows.`,
      })),
      bank: no("--bank", message`Events of the whole bank (staff), not of your account.`),
      letter: optional(option("--letter", whole("N", 1), {
        description: message`For retry: this one alone.`,
      })),
    }),
    {
      brief: message`Send what happens to a program of yours, over HTTPS.`,
      footer:
        message`Example: bank connect webhook set https://shop.example/hook shows a secret, with which each delivery is signed.`,
    },
  ),
);

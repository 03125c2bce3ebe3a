// `bank connect webhook`: where events are sent to, what could not be delivered, secrets.
import type { Result } from "../api/methods.ts";
import { dateTime } from "../console/bank_time.ts";
import { usageError } from "../console/exit.ts";
import { line } from "../console/screen.ts";
import { type Customer, passwordFor } from "./customer.ts";
import { show } from "./show.ts";
import type { ActOf } from "./words/connect_words.ts";

type Webhook = Result<"webhooks">["webhooks"][number];

export async function webhook(customer: Customer, act: ActOf<"webhook">): Promise<void> {
  const { verb } = act;
  const of = act.bank ? "bank" : "account";
  if (verb === "list") {
    const { webhooks } = await customer.call("webhooks", { of });
    const lines = webhooks.map(webhookText);
    return show(customer, { webhooks }, lines.length > 0 ? lines.join("\n") : "There is none.");
  }
  const which = act.which;
  if (which === undefined) {
    throw usageError(
      verb === "set"
        ? "Name the address: webhook set https://…"
        : `Name the webhook, as \`webhook list\` shows it: webhook ${verb} WEBHOOK`,
    );
  }
  switch (verb) {
    case "set": {
      const password = await passwordFor(customer, "Your password: ");
      const made = await customer.call("setWebhook", { url: which, of, password });
      return show(customer, made, `${webhookText(made)}\n${secretText(made)}`);
    }
    case "rotate": {
      const password = await passwordFor(customer, "Your password: ");
      const made = await customer.call("rotateWebhook", { webhook: which, password });
      return show(customer, made, `${secretText(made)}\nUntil tomorrow the one before signs, too.`);
    }
    case "remove":
      await customer.call("removeWebhook", { webhook: which });
      return show(customer, {}, "Taken away: nothing is sent there any more.");
    case "retry": {
      const one = act.letter === undefined ? {} : { letter: act.letter };
      await customer.call("retryWebhook", { webhook: which, ...one });
      return show(
        customer,
        {},
        "Being tried again; `webhook list` and `webhook letters` show how it went.",
      );
    }
    case "letters":
      return await letters(customer, which);
  }
}

async function letters(customer: Customer, which: string): Promise<void> {
  const { screen } = customer.world;
  let after = 0;
  while (true) {
    const page = await customer.call("deadLetters", { webhook: which, after });
    if (page.letters.length === 0) break;
    for (const letter of page.letters) {
      if (customer.flags.json) screen.out(JSON.stringify(letter));
      else {
        const { number, message, failedAtMs, failure } = letter;
        screen.out(line`${number}  ${message}  ${dateTime(failedAtMs)}  ${failure}`);
      }
    }
    after = page.letters.at(-1)!.number;
  }
  if (after === 0 && !customer.flags.json) screen.out("Nothing was put aside.");
}

const secretText = ({ secret }: { readonly secret: string }) =>
  line`Secret (shown this once)  ${secret}`;

function webhookText(hook: Webhook): string {
  const { webhook, url, delivered, tries, failure, gone } = hook;
  const state = gone
    ? "its receiver is gone: webhook retry"
    : tries > 0
    ? line`failing, ${tries} tries: ${failure ?? ""}`
    : "well";
  return line`${webhook}  ${url}  ${delivered} delivered, ` + state;
}

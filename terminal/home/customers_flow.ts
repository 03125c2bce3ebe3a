// A customer's account at the desk of the staff: looked at with a reason, frozen, let go again; and what staff have done today.
import type { Result } from "../../api/methods.ts";
import { dayText } from "../../console/bank_time.ts";
import { line } from "../../console/screen.ts";
import { accountToView } from "../care_actions.ts";
import { RefusedError } from "../../net/client/client.ts";
import { refusalWords } from "../refusal_text.ts";
import { actsText, customerText, statusText } from "../care_text.ts";
import { BACK, type Back } from "../questions/questions.ts";
import { ask, type Desk, menu, withPassword } from "./desk.ts";

export async function customersFlow(desk: Desk): Promise<Back | void> {
  const { terminal, customer } = desk;
  const found = await askWhose(desk);
  if (found === BACK) return BACK;
  const { account, accountName } = found;
  terminal.print(line`  ${accountName ?? "a customer who has left"}`);
  const reason = await askReason(desk, "Why do you look, which the owner is told");
  if (reason === BACK) return BACK;
  const seen = await ask(desk, "viewAccount", { account, reason, limit: 20 });
  terminal.print(customerText(seen, customer.currency, terminal.columns));
  if (seen.status === "closed") return;
  const name = seen.accountName ?? "";
  return await menu<() => Promise<Back | void>>(desk, {
    question: line`${name}`,
    choices: [
      { value: () => Promise.resolve(), label: "Leave it as it is" },
      ...(seen.staffFreeze === undefined
        ? [{ value: () => freeze(desk, seen, name), label: "Freeze it" }]
        : []),
      ...(seen.status === "frozen"
        ? [{ value: () => unfreeze(desk, seen, name), label: "Let it go again" }]
        : []),
    ],
    act: (chosen) => chosen(),
  });
}

type Seen = Result<"viewAccount">;

/** Names and numbers that are no one's: typed again. */
const UNKNOWN: ReadonlySet<string> = new Set([
  "no_such_payee",
  "no_such_account",
  "account_number_mistyped",
]);

/** Asked until there is such a customer, or was. */
async function askWhose(
  { terminal, customer }: Desk,
): Promise<Awaited<ReturnType<typeof accountToView>> | Back> {
  let initial: string | undefined;
  while (true) {
    const typed = await terminal.text({
      question: "Account number or user name",
      initial,
      check: (text) => text === "" ? "Enter a user name or an account number." : null,
    });
    if (typed === BACK) return BACK;
    try {
      return await accountToView(customer, typed.slice(0, 64));
    } catch (error) {
      const unknown = error instanceof RefusedError && UNKNOWN.has(error.refusal.code);
      if (!unknown) throw error;
      terminal.print(refusalWords(error.refusal, customer.currency));
      initial = typed;
    }
  }
}

async function freeze(desk: Desk, { account }: Seen, name: string): Promise<Back | void> {
  const reason = await askReason(desk, "Why, which the owner is told");
  if (reason === BACK) return BACK;
  const done = await ask(desk, "freezeAccount", { account, reason });
  desk.terminal.print(statusText(done, name));
}

async function unfreeze(desk: Desk, { account }: Seen, name: string): Promise<Back | void> {
  const reason = await askReason(desk, "Why, which the owner is told");
  if (reason === BACK) return BACK;
  const wish = { account, reason };
  const free = (password: string) => ask(desk, "unfreezeAccount", { ...wish, password });
  const done = await withPassword(desk, free);
  if (done === BACK) return BACK;
  desk.terminal.print(statusText(done, name));
}

function askReason({ terminal }: Desk, question: string): Promise<string | Back> {
  return terminal.text({
    question,
    check: (text) => text === "" ? "It is kept in the journal; say it in a few words." : null,
  });
}

export async function staffActsFlow(desk: Desk): Promise<void> {
  const { terminal, customer } = desk;
  const day = dayText(customer.world.host.clock());
  terminal.print(actsText(await ask(desk, "staffActs", { day, limit: 500 }), customer.currency));
}

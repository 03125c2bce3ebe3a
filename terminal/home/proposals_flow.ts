// What waits for a second member of staff, at the terminal: looked at, agreed to, ended; and what is proposed because one is not enough.
import type { Params } from "../../api/methods.ts";
import { RefusedError } from "../../net/client/client.ts";
import { line } from "../../console/screen.ts";
import { type Proposal, proposalText, proposedText, seen } from "../proposal_actions.ts";
import { BACK, type Back } from "../questions/questions.ts";
import { ask, type Desk, menu, withPassword } from "./desk.ts";

export async function proposalsFlow(desk: Desk): Promise<Back | void> {
  const { terminal, customer } = desk;
  const { proposals } = await ask(desk, "proposals", {});
  const open = proposals.filter(({ state }) => state === "open");
  for (const one of proposals) terminal.print(`  ${proposalText(customer, one)}`);
  if (open.length === 0) return terminal.print("Nothing waits.");
  return await menu<Proposal>(desk, {
    question: "Which one?",
    choices: open.map((one) => ({ value: one, label: proposalText(customer, one) })),
    act: (one) => decide(desk, one),
  });
}

function decide(desk: Desk, one: Proposal): Promise<Back | void> {
  const { terminal, customer } = desk;
  const end = one.by === customer.who?.account ? "Withdraw it" : "Decline it";
  return menu<"agree" | "end">(desk, {
    question: proposalText(customer, one),
    choices: [
      ...(one.mayAgree ? [{ value: "agree", label: "Agree: it is done at once" } as const] : []),
      { value: "end", label: end },
    ],
    act: async (choice): Promise<Back | void> => {
      if (choice === "end") {
        const ended = await ask(desk, "endProposal", { proposal: one.proposal });
        return terminal.print(proposalText(customer, ended));
      }
      const agree = (password: string) => ask(desk, "agreeProposal", { ...seen(one), password });
      const done = await withPassword(desk, agree);
      if (done === BACK) return BACK;
      terminal.print(proposalText(customer, done));
    },
  });
}

/** Does it; where the bank wants two for it, it can be proposed instead. */
export async function proposing(
  desk: Desk,
  wish: Pick<Params<"propose">, "method" | "params">,
  act: () => Promise<Back | void>,
): Promise<Back | void> {
  const { terminal, customer } = desk;
  try {
    return await act();
  } catch (error) {
    const two = error instanceof RefusedError && error.refusal.code === "agreement_needed";
    if (!two) throw error;
  }
  terminal.print(line`A second member of staff has to agree to this. Nothing was booked.`);
  const why = await terminal.text({
    question: "Why, for the colleague who is asked (empty: leave it)",
  });
  if (why === BACK || why === "") return;
  const asked = { proposal: customer.newTransferId(), ...wish, why };
  const propose = (password: string) => ask(desk, "propose", { ...asked, password });
  const made = await withPassword(desk, propose);
  if (made !== BACK) terminal.print(proposedText(customer, made));
}

// Payouts that wait, at the desk of the staff: put into a batch. The file for the other bank is written by a command or a page.
import { paymentReferenceText } from "../../bank/pay_in/payment_reference.ts";
import { line } from "../../console/screen.ts";
import { madeText, makeBatch, sendable, sumText, waitingPayouts } from "../payout_batch_actions.ts";
import { queueText } from "../payout_text.ts";
import { BACK, type Back } from "../questions/questions.ts";
import { type Desk, withPassword } from "./desk.ts";
import { proposing } from "./proposals_flow.ts";

export async function payoutDeskFlow(desk: Desk): Promise<Back | void> {
  const { terminal, customer } = desk;
  const { currency } = customer;
  const { payouts: waiting } = await waitingPayouts(customer);
  terminal.print(queueText(waiting, currency));
  const able = sendable(waiting);
  if (able.length === 0) return;
  const yes = await terminal.confirm(
    line`Send these ${able.length} payouts, ${sumText(able, currency)}?`,
  );
  if (yes === BACK) return BACK;
  if (!yes) return terminal.print("Nothing was sent.");
  const batch = customer.newTransferId();
  const params = { batch, payouts: able.map(({ reference }) => reference) };
  return await proposing(
    desk,
    { method: "makePayoutBatch", params },
    async (): Promise<Back | void> => {
      const make = (password: string) => makeBatch(customer, { ...params, password });
      const made = await withPassword(desk, make);
      if (made === BACK) return BACK;
      terminal.print(madeText(made, currency));
      terminal.print(line`Its reference: ${paymentReferenceText(made.reference)}`);
    },
  );
}

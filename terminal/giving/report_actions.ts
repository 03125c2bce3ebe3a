// `bank connect report`, `report-status`, `report-answer`: what visitors tell the officers, and what comes of it.
import { transferIdOf } from "../../bank/transfer_id.ts";
import { line } from "../../console/screen.ts";
import { dateTime } from "../../console/bank_time.ts";
import { type Customer, passwordFor } from "../customer.ts";
import { checkedId, checkedMemo, show } from "../show.ts";
import type { ActOf } from "../words/connect_words.ts";
import { organisationNamed } from "./donor_actions.ts";
import { reportsText } from "./public_texts_text.ts";

export async function report(customer: Customer, act: ActOf<"report">): Promise<void> {
  const { clock, random } = customer.world.host;
  const id = act.id === undefined ? transferIdOf(clock(), random(10)) : checkedId(act.id);
  const organisation = await organisationNamed(customer, act.organisation);
  const { reason, words } = act;
  const sent = await customer.call("reportPage", { report: id, organisation, reason, words });
  show(
    customer,
    { ...sent, report: id },
    line`The officers have your report. Write down its number, with which you learn what came of it: ${sent.number}`,
  );
}

export async function reportStatus(
  customer: Customer,
  { number }: ActOf<"report-status">,
): Promise<void> {
  const found = await customer.call("reportStatus", { number });
  const { organisationName, atMs, closedAtMs, answer } = found;
  show(
    customer,
    found,
    closedAtMs === null
      ? line`Sent ${dateTime(atMs)} about ${organisationName}. The officers have not answered yet.`
      : line`Answered ${dateTime(closedAtMs)} about ${organisationName}: ${answer}`,
  );
}

export async function reportAnswer(
  customer: Customer,
  { report, answer }: ActOf<"report-answer">,
): Promise<void> {
  const password = await passwordFor(customer);
  const about = { report: checkedId(report), answer: checkedMemo(answer), password };
  const done = await customer.call("closeReport", about);
  show(customer, done, reportsText([done]));
}

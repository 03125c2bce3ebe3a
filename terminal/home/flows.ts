// What can be chosen at home, by its name in the menu.
import { line } from "../../console/screen.ts";
import type { Back } from "../questions/questions.ts";
import { alertsFlow, holdsFlow } from "./alerts_flow.ts";
import { type Desk, menu } from "./desk.ts";
import { givingFlow } from "./giving_flow.ts";
import { historyFlow, statementFlow } from "./history_flow.ts";
import { accountFlow, closeFlow, securityFlow } from "./security_flow.ts";
import { staffFlow } from "./staff_flow.ts";
import { requestsFlow } from "./requests_flow.ts";
import { standingOrdersFlow } from "./standing_orders_flow.ts";
import { payoutsFlow } from "./payouts_flow.ts";
import { recentPayees, transferFlow } from "./transfer_flow.ts";

export { answerHold } from "./alerts_flow.ts";

type Flow = (desk: Desk) => Promise<Back | void>;

export const FLOWS = {
  transfer: (desk) => transferFlow(desk),
  history: historyFlow,
  statement: statementFlow,
  alerts: alertsFlow,
  holds: holdsFlow,
  requests: requestsFlow,
  standing: standingOrdersFlow,
  payouts: payoutsFlow,
  payees: payeesFlow,
  giving: givingFlow,
  account: accountFlow,
  security: securityFlow,
  staff: staffFlow,
  close: closeFlow,
  logout: logOut,
} as const satisfies Record<string, Flow>;

export type FlowName = keyof typeof FLOWS;

async function payeesFlow(desk: Desk): Promise<Back | void> {
  const { terminal } = desk;
  const recent = await recentPayees(desk);
  if (recent.length === 0) return terminal.print("Nobody has been paid yet.");
  return await menu(desk, {
    question: "Pay again",
    choices: recent.map(({ account, name }) => ({ value: account, label: line`${name}` })),
    act: (account) => transferFlow(desk, account),
  });
}

async function logOut({ customer, terminal }: Desk): Promise<void> {
  await customer.call("logOut", {});
  customer.signedOut();
  terminal.print("Logged out.");
}

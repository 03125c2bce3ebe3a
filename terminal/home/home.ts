// `bank connect` without a command: a person at home with their bank. Signs them in, keeps alerts coming, and does one
// thing after another until they leave.
import { moneyText } from "../../bank/money.ts";
import type { Customer } from "../customer.ts";
import { EXIT } from "../../console/exit.ts";
import { settleIntents } from "../pay.ts";
import { hostAndPort } from "../../net/typed_address.ts";
import { line } from "../../console/screen.ts";
import { BACK, type Back } from "../questions/questions.ts";
import type { Terminal } from "../questions/terminal.ts";
import { attempt, type Desk } from "./desk.ts";
import type { FlowName } from "./flows.ts";
import { LiveLink } from "./live_link.ts";

type Choice = FlowName | "quit" | "confirm" | "cancel";

export async function home(customer: Customer, terminal: Terminal): Promise<number> {
  const { host: hostname, port } = customer.flags;
  const place = hostAndPort({ hostname, port });
  const { dot } = terminal.symbols;
  while (true) {
    if (!customer.who) {
      const { door } = await import("./door.ts");
      if (await door(customer, terminal) === "out") break;
    }
    terminal.print(
      line`bank ${dot} ${customer.userName}@${place} ${dot} online`,
    );
    if (await atHome(customer, terminal) === "quit") break;
  }
  terminal.print("Goodbye.");
  return EXIT.done;
}

async function atHome(customer: Customer, terminal: Terminal): Promise<"quit" | "out"> {
  const link = new LiveLink({
    customer,
    terminal,
    onSignedOut: () => {
      customer.signedOut();
      terminal.refresh();
    },
  });
  const desk: Desk = { customer, terminal, link };
  try {
    await attempt(desk, async () => {
      await settleIntents(customer);
      await link.open();
      await link.refresh();
    });
    while (customer.who) {
      const choice = await chooseAtHome(desk);
      if (choice === "quit") return "quit";
      if (!customer.who) break;
      await attempt(desk, () => act(desk, choice));
    }
    return "out";
  } finally {
    link.close();
  }
}

/** What can be done is loaded while the person reads what there is to choose from: the first prompt does not wait for it. */
const flows = () => import("./flows.ts");

async function act(desk: Desk, choice: Exclude<Choice, "quit">): Promise<Back | void> {
  const { FLOWS, answerHold } = await flows();
  if (choice !== "confirm" && choice !== "cancel") return await FLOWS[choice](desk);
  await answerHold(desk, choice);
}

async function chooseAtHome({ customer, terminal, link }: Desk): Promise<Choice> {
  const { dot } = terminal.symbols;
  const counted = (label: string, count: number) => count > 0 ? `${label} (${count})` : label;
  const choosing = terminal.choose<Choice>({
    question: "What would you like to do?",
    root: true,
    aside: () => {
      if (!customer.who) return "signed out; choose anything to log in again";
      const { availableMinor, heldMinor, unread, held: [hold, ...others] } = link;
      return [
        availableMinor === null ? "" : `Available ${moneyText(availableMinor, customer.currency)}`,
        heldMinor > 0 ? `${moneyText(heldMinor, customer.currency)} held` : "",
        unread > 0 ? `${unread} unread` : "",
        hold && others.length === 0 ? line`y confirms, x cancels it, to ${hold.payee}` : "",
        others.length > 0 ? line`y shows the ${others.length + 1} held payments` : "",
      ].filter((part) => part !== "").join(` ${dot} `);
    },
    choices: [
      { value: "transfer", label: "Transfer" },
      { value: "history", label: "History" },
      { value: "statement", label: "Statement" },
      { value: "alerts", label: () => counted("Alerts", link.unread) },
      {
        value: "holds",
        label: () =>
          link.held.length === 0
            ? "Held payments (none)"
            : counted("Held payments", link.held.length),
      },
      { value: "requests", label: () => counted("Requests", link.requested) },
      { value: "standing", label: "Standing orders" },
      { value: "payees", label: "Payees" },
      { value: "payouts", label: "Payouts to another bank" },
      { value: "giving", label: "Giving" },
      { value: "account", label: "Account" },
      { value: "security", label: "Security" },
      ...(customer.who?.role === "staff" ? [{ value: "staff", label: "Staff" } as const] : []),
      { value: "logout", label: "Log out" },
      { value: "close", label: "Close account" },
      { value: "quit", label: "Quit" },
    ],
    keys: { y: "confirm", x: "cancel" },
  });
  // Whatever is wrong with it is told when it is chosen.
  customer.world.host.after(0, () => void flows().catch(() => {}));
  const choice = await choosing;
  return choice === BACK ? "quit" : choice;
}

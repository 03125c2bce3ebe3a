// Giving at home: find an organisation, see its proof and its needs, give money or promise things, and see what became of
// what was given.
import { AmountError, moneyText, parseAmount } from "../../bank/money.ts";
import type { NeedView, OrganisationView } from "../../net/giving_shapes.ts";
import {
  directoryText,
  giftsText,
  ordersText,
  organisationText,
  pledgesText,
} from "../giving/giving_text.ts";
import { untilAnswered, written } from "../pay.ts";
import { line } from "../screen.ts";
import { dateTime, transferText } from "../show.ts";
import { BACK } from "../terminal/questions.ts";
import { ask, type Desk } from "./desk.ts";

export async function givingFlow(desk: Desk): Promise<void> {
  const { terminal, customer } = desk;
  const choice = await terminal.choose({
    question: "Giving",
    choices: [
      { value: "find", label: "Find an organisation" },
      { value: "gifts", label: "What became of my gifts" },
      { value: "pledges", label: "What I promised" },
      { value: "orders", label: "Recurring gifts" },
    ],
  });
  if (choice === "find") return await find(desk);
  if (choice === "gifts") {
    const { gifts } = await ask(desk, "myGiving", { limit: 20 });
    return terminal.print(giftsText(gifts, customer.currency));
  }
  if (choice === "pledges") {
    const { pledges } = await ask(desk, "myPledges", {});
    return terminal.print(pledgesText(pledges, customer.world.host.clock()));
  }
  if (choice === "orders") {
    const { orders } = await ask(desk, "myOrders", {});
    terminal.print(ordersText(orders, customer.currency));
  }
}

/** Organisations offered at once. */
const FOUND_MAX = 12;

async function find(desk: Desk): Promise<void> {
  const { terminal, customer } = desk;
  const words = await terminal.text({
    question: "Words of its name, place or needs (may be empty)",
  });
  if (words === BACK) return;
  const asked = { query: words.slice(0, 100), limit: FOUND_MAX, sort: "urgent" as const };
  const found = await ask(desk, "organisations", asked);
  if (found.organisations.length === 0) return terminal.print("Nothing fits.");
  terminal.print(directoryText(found.organisations, customer.currency));
  const choice = await terminal.choose({
    question: "Which one?",
    choices: found.organisations.map(({ organisation, name }) => ({
      value: organisation,
      label: line`${name}`,
    })),
  });
  if (choice === BACK) return;
  const organisation = await ask(desk, "organisation", { organisation: choice });
  terminal.print(organisationText(organisation, customer.currency));
  if (!organisation.receives) return;
  const open = organisation.needs.filter(({ status, left }) => status === "open" && left > 0);
  const act = await terminal.choose({
    question: line`${organisation.name}`,
    choices: [
      { value: "give", label: "Give money" },
      ...(open.length > 0 ? [{ value: "pledge", label: "Promise things" }] : []),
      { value: "back", label: "Back" },
    ],
  });
  if (act === "give") await give(desk, organisation);
  if (act === "pledge") await pledge(desk, open);
}

async function give(
  { terminal, customer }: Desk,
  { organisation, name }: OrganisationView,
): Promise<void> {
  const { currency } = customer;
  const amount = await terminal.text({
    question: line`Amount (${currency.code})`,
    check: (text) => {
      try {
        parseAmount(text, currency);
        return null;
      } catch (error) {
        if (error instanceof AmountError) return error.message;
        throw error;
      }
    },
  });
  if (amount === BACK) return;
  const amountMinor = parseAmount(amount, currency);
  const source = await terminal.choose({
    question: "You are",
    choices: [
      { value: "india", label: "a citizen of India" },
      { value: "foreign", label: "a foreign source (another citizenship)" },
    ],
  });
  if (source === BACK) return;
  const yes = await terminal.confirm(line`Give ${moneyText(amountMinor, currency)} to ${name}?`);
  if (yes !== true) return terminal.print("Nothing was given.");
  const id = customer.newTransferId();
  const params = { id, organisation, amountMinor, foreign: source === "foreign" };
  const intent = { id, to: name, amountMinor, memo: "", what: "gift" };
  const done = await written(customer, intent, () => customer.call("give", params));
  terminal.print(transferText(done, currency));
  if (done.status === "booked") {
    terminal.print(line`Receipt    bank connect donation-receipt ${id}`);
  }
}

async function pledge({ terminal, customer }: Desk, open: readonly NeedView[]): Promise<void> {
  const choice = await terminal.choose({
    question: "What would you bring?",
    choices: open.map((need) => ({
      value: need,
      label: line`${need.item} (${need.left} ${need.unit} open)`,
    })),
  });
  if (choice === BACK) return;
  const most = choice.left;
  const count = await terminal.text({
    question: "How many?",
    check: (text) => {
      const fits = /^[0-9]{1,7}$/.test(text.trim()) && Number(text) >= 1 && Number(text) <= most;
      return fits ? null : `Enter a whole number from 1 to ${most}.`;
    },
  });
  if (count === BACK) return;
  const id = customer.newTransferId();
  const params = { pledge: id, need: choice.need, quantity: Number(count) };
  const done = await untilAnswered(customer, id, () => customer.call("pledge", params));
  const until = dateTime(done.expiresAtMs);
  terminal.print(
    line`Reserved until ${until}. When it is on its way: bank connect pledges --sent ${id}`,
  );
}

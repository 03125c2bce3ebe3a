// Giving at home: find an organisation, see its proof and its needs, give money or promise things, and see what became of
// what was given.
import { moneyText } from "../../bank/money.ts";
import type { NeedView, OrganisationView } from "../../api/giving_shapes.ts";
import { directoryText, organisationText } from "../giving/giving_text.ts";
import { RefusedError } from "../../net/client/client.ts";
import { untilAnswered, written } from "../pay.ts";
import { line } from "../../console/screen.ts";
import { dateTime } from "../../console/bank_time.ts";
import { transferText } from "../show.ts";
import { BACK, type Back } from "../questions/questions.ts";
import { ask, askAmount, askCount, type Desk, menu } from "./desk.ts";
import { giftsFlow, ordersFlow, pledgesFlow, receiptNameFlow } from "./given_flow.ts";
import { beginOpenGift, openGiftsFlow } from "./open_gift_flow.ts";
import { organisationFlow } from "./organisation_flow.ts";

const FLOWS = {
  find,
  gifts: giftsFlow,
  pledges: pledgesFlow,
  orders: ordersFlow,
  waiting: openGiftsFlow,
  name: receiptNameFlow,
  organisation: organisationFlow,
} as const;

export function givingFlow(desk: Desk): Promise<Back | void> {
  return menu<keyof typeof FLOWS>(desk, {
    question: "Giving",
    choices: [
      { value: "find", label: "Find an organisation" },
      { value: "gifts", label: "My gifts and their receipts" },
      { value: "pledges", label: "What I promised" },
      { value: "orders", label: "Recurring gifts" },
      { value: "waiting", label: "Gifts that wait for their money" },
      { value: "name", label: "Name and PAN on receipts" },
      { value: "organisation", label: "My organisation" },
    ],
    act: (choice) => FLOWS[choice](desk),
  });
}

/** Organisations offered at once. */
const FOUND_MAX = 12;

async function find(desk: Desk): Promise<Back | void> {
  const { terminal, customer } = desk;
  while (true) {
    const words = await terminal.text({
      question: "Words of its name, place or needs (may be empty)",
    });
    if (words === BACK) return BACK;
    const asked = { query: words.slice(0, 100), limit: FOUND_MAX, sort: "urgent" as const };
    const found = await ask(desk, "organisations", asked);
    if (found.organisations.length === 0) return terminal.print("Nothing fits.");
    terminal.print(directoryText(found.organisations, customer.currency));
    const done = await menu(desk, {
      question: "Which one?",
      choices: found.organisations.map(({ organisation, name }) => ({
        value: organisation,
        label: line`${name}`,
      })),
      act: (organisation) => lookAt(desk, organisation),
    });
    if (done !== BACK) return;
  }
}

async function lookAt(desk: Desk, account: string): Promise<Back | void> {
  const { terminal, customer } = desk;
  const organisation = await ask(desk, "organisation", { organisation: account });
  terminal.print(organisationText(organisation, customer.currency));
  if (!organisation.receives) {
    return terminal.print("It cannot receive anything now.");
  }
  const open = organisation.needs.filter(({ status, left }) => status === "open" && left > 0);
  return await menu(desk, {
    question: line`${organisation.name}`,
    choices: [
      { value: () => give(desk, organisation), label: "Give money" },
      ...(open.length > 0 ? [{ value: () => pledge(desk, open), label: "Promise things" }] : []),
      { value: () => Promise.resolve(), label: "Back" },
    ],
    act: (chosen) => chosen(),
  });
}

/** What is asked about a gift besides its amount; null when the person went back. */
async function wish({ terminal }: Desk, { name, needs, foreignGifts }: OrganisationView) {
  const open = needs.filter(({ status }) => status === "open");
  const purpose = await terminal.choose<"general" | "corpus" | NeedView>({
    question: "What for?",
    choices: [
      { value: "general", label: "Whatever is needed most" },
      ...open.map((need) => ({ value: need, label: line`${need.item}` })),
      { value: "corpus", label: "Its lasting funds (corpus)" },
    ],
  });
  if (purpose === BACK) return null;
  const visibility = await terminal.choose<"public" | "organisation" | "anonymous">({
    question: "Who may know that it was you?",
    choices: [
      { value: "organisation", label: line`${name} only` },
      { value: "public", label: "Everybody" },
      { value: "anonymous", label: "Nobody (then it cannot be deducted)" },
    ],
  });
  if (visibility === BACK) return null;
  const source = await terminal.choose({
    question: "You are",
    choices: [
      { value: "india", label: "a citizen of India" },
      {
        value: "foreign",
        label: "a foreign source (another citizenship)" +
          (foreignGifts ? "" : ": cannot give here now"),
      },
    ],
  });
  if (source === BACK) return null;
  const about = { visibility, foreign: source === "foreign" };
  return typeof purpose === "string"
    ? { ...about, purpose }
    : { ...about, purpose: "need" as const, need: purpose.need };
}

async function give(desk: Desk, organisation: OrganisationView): Promise<Back | void> {
  const { terminal, customer } = desk;
  const { currency } = customer;
  const { name } = organisation;
  const amountMinor = await askAmount(desk);
  if (amountMinor === BACK) return BACK;
  const wished = await wish(desk, organisation);
  if (wished === null) return BACK;
  const every = await terminal.choose<"once" | "week" | "month">({
    question: "How often?",
    choices: [
      { value: "once", label: "Once" },
      { value: "month", label: "Every month" },
      { value: "week", label: "Every week" },
    ],
  });
  if (every === BACK) return BACK;
  const money = moneyText(amountMinor, currency);
  const often = every === "once" ? "" : ` every ${every}`;
  const yes = await terminal.confirm(line`Give ${money} to ${name}` + `${often}?`);
  if (yes !== true) return terminal.print("Nothing was given.");
  const id = customer.newTransferId();
  const about = { organisation: organisation.organisation, amountMinor, ...wished };
  if (every !== "once") {
    const params = { order: id, ...about, every };
    await untilAnswered(customer, id, () => customer.call("startOrder", params));
    return terminal.print(
      line`${money} to ${name}` +
        `${often}, the first time now. It ends when you say so: Recurring gifts.`,
    );
  }
  const intent = { id, to: name, amountMinor, memo: "", what: "gift" };
  const done = await written(customer, intent, () => customer.call("give", { id, ...about }))
    .catch((error) => {
      if (error instanceof RefusedError && error.refusal.code === "insufficient_funds") return null;
      throw error;
    });
  if (done === null) return await beginOpenGift(desk, about);
  terminal.print(transferText(done, currency));
  if (done.status === "booked") terminal.print("Thank you. Its receipt is in My gifts.");
}

async function pledge(desk: Desk, open: readonly NeedView[]): Promise<Back | void> {
  const { terminal, customer } = desk;
  const need = await terminal.choose({
    question: "What would you bring?",
    choices: open.map((need) => ({
      value: need,
      label: line`${need.item} (${need.left} ${need.unit} open)`,
    })),
  });
  if (need === BACK) return BACK;
  const quantity = await askCount(desk, { question: "How many?", most: need.left });
  if (quantity === BACK) return BACK;
  const id = customer.newTransferId();
  const params = { pledge: id, need: need.need, quantity };
  const done = await untilAnswered(customer, id, () => customer.call("pledge", params));
  terminal.print(
    line`Reserved until ${dateTime(done.expiresAtMs)}: ${quantity} ${need.unit} of ${need.item}. ` +
      "When it is on its way, say so in What I promised.",
  );
}

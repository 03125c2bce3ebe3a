// The desk of an organisation at the terminal: count what has arrived, ask for something, thank, and show with facts and
// documents that one may be trusted.
import { isDay } from "../../bank/days.ts";
import {
  DOCUMENTED_FACTS,
  FACT_FIELDS,
  FACT_KINDS,
  type FactKind,
  LICENCE_KINDS,
} from "../../bank/giving/facts.ts";
import { QUANTITY_MAX } from "../../bank/limits.ts";
import { plainCode } from "../../bank/pasted.ts";
import { RefusedError } from "../../net/client/client.ts";
import type { OwnOrganisation } from "../../api/giving_shapes.ts";
import { factsText, needsText, ownText, pledgesText } from "../giving/giving_text.ts";
import { handIn, paperAt } from "../giving/organisation_actions.ts";
import { untilAnswered } from "../pay.ts";
import { thingsText } from "../giving/things_text.ts";
import { line } from "../../console/screen.ts";
import { BACK, type Back } from "../questions/questions.ts";
import { ask, askCount, type Desk, menu } from "./desk.ts";

const notEmpty = (text: string) => text === "" ? "Enter something." : null;

export async function organisationFlow(desk: Desk): Promise<Back | void> {
  const { terminal, customer } = desk;
  const own = await ownOrRegistered(desk);
  if (own === null) return BACK;
  terminal.print(ownText(own, customer.currency));
  const open = own.needs.filter(({ status }) => status === "open");
  return await menu<() => Promise<Back | void>>(desk, {
    question: "My organisation",
    choices: [
      { value: () => count(desk), label: "Count what has arrived" },
      { value: () => need(desk), label: "Ask for something" },
      ...(open.length > 0 ? [{ value: () => close(desk, own), label: "Close a need" }] : []),
      { value: () => thank(desk, own), label: "Say what became of it, and thank" },
      { value: () => fact(desk, own), label: "State a fact, hand in a document" },
      ...(own.submitted
        ? []
        : [{ value: () => submit(desk), label: "Hand everything in for review" }]),
      { value: () => about(desk, own), label: "What the public reads" },
      { value: () => Promise.resolve(), label: "Back" },
    ],
    act: (chosen) => chosen(),
  });
}

async function ownOrRegistered(desk: Desk): Promise<OwnOrganisation | null> {
  try {
    return await ask(desk, "myOrganisation", {});
  } catch (error) {
    const fresh = error instanceof RefusedError && error.refusal.code === "no_such_organisation";
    if (!fresh) throw error;
  }
  desk.terminal.print(
    "This account is a person's. Registered, it becomes the account of an organisation, and two officers check its facts.",
  );
  if (await desk.terminal.confirm("Register an orphanage with it?") !== true) return null;
  const described = await description(desk, { about: "", website: "" });
  return described && await ask(desk, "registerOrganisation", described);
}

async function description(
  { terminal }: Desk,
  known: { readonly about: string; readonly website: string },
): Promise<{ readonly about: string; readonly website: string } | null> {
  const about = await terminal.text({
    question: "About it, for the public (nothing by which a child could be recognised)",
    initial: known.about,
    check: notEmpty,
  });
  if (about === BACK) return null;
  const website = await terminal.text({
    question: "Website (may be empty)",
    initial: known.website,
  });
  return website === BACK ? null : { about, website };
}

async function about(desk: Desk, own: OwnOrganisation): Promise<Back | void> {
  const described = await description(desk, own);
  if (described === null) return BACK;
  await ask(desk, "describeOrganisation", described);
  desk.terminal.print("Saved.");
}

async function count(desk: Desk): Promise<Back | void> {
  const { terminal, customer } = desk;
  const { pledges } = await ask(desk, "organisationPledges", {});
  const coming = pledges.filter(({ status }) => status === "reserved" || status === "sent");
  if (coming.length === 0) return terminal.print("Nothing is on its way.");
  const pledge = await terminal.choose({
    question: "What has arrived?",
    choices: coming.map((each) => ({
      value: each,
      label: line`${thingsText({ ...each, quantity: each.sent ?? each.quantity })} from ${
        each.donorName ?? "somebody"
      }`,
    })),
  });
  if (pledge === BACK) return BACK;
  const promised = pledge.sent ?? pledge.quantity;
  const asked = { question: line`How many ${pledge.unit} did you count?`, most: QUANTITY_MAX };
  const quantity = await askCount(desk, { ...asked, least: 0, initial: promised });
  if (quantity === BACK) return BACK;
  const far = quantity > 2 * promised ? "That is far more than was promised. " : "";
  if (await terminal.confirm(`${far}A count cannot be changed afterwards: ${quantity}?`) !== true) {
    return;
  }
  const done = await ask(desk, "receivePledge", { pledge: pledge.pledge, quantity });
  terminal.print(pledgesText([done], customer.world.host.clock()));
}

async function need(desk: Desk): Promise<Back | void> {
  const { terminal, customer } = desk;
  const item = await terminal.text({ question: "What is needed?", check: notEmpty });
  if (item === BACK) return BACK;
  const quantity = await askCount(desk, { question: "How many?", most: QUANTITY_MAX });
  if (quantity === BACK) return BACK;
  const unit = await terminal.text({ question: "Unit", initial: "pieces", check: notEmpty });
  if (unit === BACK) return BACK;
  const priority = await terminal.choose<"urgent" | "soon" | "whenever">({
    question: "How urgent?",
    choices: [
      { value: "urgent", label: "Urgent" },
      { value: "soon", label: "Soon" },
      { value: "whenever", label: "Whenever it can be" },
    ],
  });
  if (priority === BACK) return BACK;
  const deadline = await terminal.text({
    question: "Until which day?",
    check: (text) => isDay(plainCode(text)) ? null : "Enter a day such as 2027-03-31.",
  });
  if (deadline === BACK) return BACK;
  const id = customer.newTransferId();
  const asked = { need: id, item, unit, quantity, priority };
  const params = { ...asked, deadline: plainCode(deadline) };
  const done = await untilAnswered(customer, id, () => customer.call("addNeed", params));
  terminal.print(needsText([done]));
}

async function close(desk: Desk, { needs }: OwnOrganisation): Promise<Back | void> {
  const { terminal } = desk;
  const choice = await terminal.choose({
    question: "Close which one?",
    choices: needs.filter(({ status }) => status === "open").map((need) => ({
      value: need,
      label: line`${need.item}: ${need.left} ${need.unit} open`,
    })),
  });
  if (choice === BACK) return BACK;
  const sure = line`Close ${choice.item}? It cannot be opened again.`;
  if (await terminal.confirm(sure) !== true) return;
  await ask(desk, "closeNeed", { need: choice.need });
  terminal.print(line`Closed: ${choice.item}.`);
}

async function thank(desk: Desk, { needs }: OwnOrganisation): Promise<Back | void> {
  const { terminal, customer } = desk;
  const arrived = needs.filter(({ delivered, givenMinor }) => delivered > 0 || givenMinor > 0);
  const need = await terminal.choose<string>({
    question: "For what?",
    choices: [
      { value: "", label: "Whatever was needed most" },
      ...arrived.map(({ need, item }) => ({ value: need, label: line`${item}` })),
    ],
  });
  if (need === BACK) return BACK;
  const text = await terminal.text({ question: "Your words", check: notEmpty });
  if (text === BACK) return BACK;
  const update = customer.newTransferId();
  const params = { update, text, ...(need === "" ? {} : { need }) };
  await untilAnswered(customer, update, () => customer.call("postUpdate", params));
  terminal.print("Posted.");
}

async function submit(desk: Desk): Promise<void> {
  const own = await ask(desk, "submitOrganisation", {});
  desk.terminal.print(factsText(own.facts));
  desk.terminal.print("Two officers check it now; until they agree nothing can be given.");
}

/** What each field is called, and how it looks. */
const FIELDS: Readonly<Record<string, string>> = {
  legalName: "Legal name",
  address: "Address",
  district: "District",
  state: "State (two letters, such as TN)",
  pin: "PIN code",
  number: "Number",
  authority: "Issued by",
  capacity: "Places for children",
  urn: "Approval number (URN)",
  issuedOn: "Issued on (a day)",
  validFrom: "Valid from (a day)",
  validTo: "Valid until (a day)",
  ifsc: "IFSC (may be empty)",
  bankAccount: "Designated bank account (may be empty)",
  id: "Darpan id",
  person: "Person",
  phone: "Telephone",
  email: "E-mail",
};

const KINDS: Readonly<Partial<Record<FactKind, readonly string[]>>> = {
  licence: LICENCE_KINDS,
  fcra: ["registration", "prior_permission"],
};

async function fieldOf(
  { terminal }: Desk,
  { fact, name, initial }: {
    readonly fact: FactKind;
    readonly name: string;
    readonly initial: string;
  },
): Promise<string | Back> {
  const values = name === "kind" ? KINDS[fact] : name === "provisional" ? ["no", "yes"] : undefined;
  if (!values) return await terminal.text({ question: FIELDS[name] ?? name, initial });
  return await terminal.choose({
    question: name === "kind" ? "Kind" : "Provisional",
    choices: values.map((value) => ({ value, label: value.replaceAll("_", " ") })),
  });
}

async function fact(desk: Desk, own: OwnOrganisation): Promise<Back | void> {
  const { terminal, customer } = desk;
  const choice = await terminal.choose<FactKind>({
    question: "Which fact?",
    choices: FACT_KINDS.map((kind) => {
      const state = own.facts.find(({ fact }) => fact === kind)?.state ?? "missing";
      return { value: kind, label: line`${kind.replaceAll("_", " ")} (${state})` };
    }),
  });
  if (choice === BACK) return BACK;
  if (
    own.receives &&
    await terminal.confirm("Nothing can be given while it is checked again. Go on?") !== true
  ) return;
  const known = own.fields[choice] ?? {};
  const fields: Record<string, string> = {};
  for (const named of FACT_FIELDS[choice]) {
    const name = named.replace("?", "");
    const given = await fieldOf(desk, { fact: choice, name, initial: known[name] ?? "" });
    if (given === BACK) return BACK;
    if (given !== "") fields[name] = given;
  }
  const same = JSON.stringify(Object.entries(known).toSorted()) ===
    JSON.stringify(Object.entries(fields).toSorted());
  // What was refused may be right, and its scan was not: stated anew it is looked at again.
  const refused = own.facts.find((each) => each.fact === choice)?.state === "refused";
  if (!same || refused) {
    const { warnings } = await ask(desk, "setFact", { fact: choice, fields });
    for (const warning of warnings) terminal.print(line`Look again: ${warning}.`);
  }
  if (DOCUMENTED_FACTS.includes(choice)) await document(desk, choice);
  const now = await ask(desk, "myOrganisation", {});
  terminal.print(factsText(now.facts));
  if (customer.who && !now.submitted) {
    terminal.print("When all is there, hand everything in for review.");
  }
}

async function document({ terminal, customer }: Desk, fact: FactKind): Promise<void> {
  const path = await terminal.text({
    question: "Its document: a PDF, JPEG or PNG file (empty: as it is)",
  });
  if (path === BACK || path === "") return;
  await handIn(customer, fact, paperAt(path));
}

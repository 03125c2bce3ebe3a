// Giving at the terminal without a command, as three people do it: a donor gives and keeps the receipt, promises and sends; a
// manager counts what arrived, asks for more and mends a fact; an officer signs what waits.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isSignedBy, type Statement } from "../../bank/signature.ts";
import { DAY_MS } from "../../bank/days.ts";
import { dayOf } from "../../bank/giving/calendar.ts";
import { DEFAULT_LAUNCHER } from "../support/home.ts";
import { type Scratch, scratch } from "../support/program.ts";
import { Seat } from "../support/seat.ts";
import { hasTmux } from "../support/tmux.ts";
import { PASSWORD, WebBank } from "../support/web_bank.ts";

/** Their own machine, and the bank's greeting. */
async function seated(web: WebBank, dir: Scratch, userName: string): Promise<Seat> {
  const { hostname: host, port } = web.bank.tcp;
  const at = { dir, launcher: DEFAULT_LAUNCHER, server: { host, port } };
  const seat = await Seat.open(at, { profile: userName, columns: 120, rows: 60 });
  await seat.answer("Are they the same? Type yes to trust it", "yes");
  await seat.tmux.until(/^❯ Log in$/m);
  await seat.tmux.press("Enter");
  await seat.answer("User name", userName);
  await seat.secret(`Password of ${userName}`, PASSWORD);
  await seat.home();
  return seat;
}

/** From the menu at home. */
async function opens(seat: Seat, choice: string): Promise<void> {
  await seat.choose("What would you like to do?", "Giving");
  await seat.choose("Giving", choice);
}

async function findsAnbu(seat: Seat): Promise<void> {
  await opens(seat, "Find an organisation");
  await seat.answer("Words of its name, place or needs (may be empty)", "anbu");
  await seat.choose("Which one?", "Anbu Illam Trust");
}

async function gives(seat: Seat, web: WebBank, dir: Scratch): Promise<void> {
  const { tmux } = seat;
  await findsAnbu(seat);
  await seat.choose("Anbu Illam Trust", "Give money");
  await seat.answer("Amount (INR)", "0");
  await tmux.until(/more than zero|at least|greater|0\.01/i);
  await seat.answer("Amount (INR)", "25.50");
  await seat.choose("What for?", "Its lasting funds (corpus)");
  await seat.choose("Who may know that it was you?", "Everybody");
  await seat.choose("You are", "a citizen of India");
  await seat.choose("How often?", "Once");
  await seat.confirm(/Give 25\.50 INR to Anbu Illam Trust\?/);
  await tmux.until(/Thank you\. Its receipt is in My gifts\./);
  await opens(seat, "My gifts and their receipts");
  await seat.choose("The receipt of", "");
  await seat.answer("Save it signed, as file (empty: do not)", "no/such/place.json");
  await tmux.until(/Cannot write no\/such\/place\.json/);
  await opens(seat, "My gifts and their receipts");
  await seat.choose("The receipt of", "");
  await seat.answer("Save it signed, as file (empty: do not)", "mine.json");
  await tmux.until(/Written to mine\.json/);
  const receipt = JSON.parse(readFileSync(join(dir.path, "mine.json"), "utf8")) as Statement;
  assert.deepEqual([receipt.amountMinor, receipt.purpose], [2_550, "corpus"]);
  assert.equal(isSignedBy(receipt, web.bank.signingKey), true);
}

async function promises(seat: Seat, web: WebBank): Promise<string> {
  const { tmux } = seat;
  const { donor } = web.filled!;
  const known = new Set((await donor.call("myPledges", {})).pledges.map(({ pledge }) => pledge));
  await findsAnbu(seat);
  await seat.choose("Anbu Illam Trust", "Promise things");
  await seat.choose("What would you bring?", "");
  await seat.answer("How many?", "0");
  await tmux.until(/Enter a whole number from 1 to \d+\./);
  await seat.answer("How many?", "2");
  await tmux.until(/Reserved until .*say so in What I promised/s);
  await opens(seat, "What I promised");
  await seat.choose("Which one?", "2 ");
  await tmux.until(/^❯ It is on its way$/m);
  await tmux.press("Enter");
  await seat.answer("How many are on their way?", "2");
  await seat.home();
  const { pledges } = await donor.call("myPledges", {});
  const made = pledges.filter(({ pledge }) => !known.has(pledge));
  assert.deepEqual(made.map(({ status, sent }) => [status, sent]), [["sent", 2]]);
  return made[0]!.pledge;
}

async function counts(seat: Seat, web: WebBank, pledge: string): Promise<void> {
  const { tmux } = seat;
  await opens(seat, "My organisation");
  await seat.choose("My organisation", "Count what has arrived");
  await seat.choose("What has arrived?", "2 ");
  await tmux.until(/How many \w+ did you count\? {2}2▏/);
  await tmux.press("Enter");
  await seat.confirm(/A count cannot be changed afterwards: 2\?/);
  await seat.home();
  const { pledges } = await web.filled!.donor.call("myPledges", {});
  const { status, received } = pledges.find((one) => one.pledge === pledge)!;
  assert.deepEqual([status, received], ["received", 2]);
}

async function asks(seat: Seat): Promise<void> {
  const { tmux } = seat;
  await opens(seat, "My organisation");
  await seat.choose("My organisation", "Ask for something");
  await seat.answer("What is needed?", "Ceiling fans");
  await seat.answer("How many?", "9");
  await tmux.until(/\? Unit {2}pieces▏/);
  await tmux.press("Enter");
  await seat.choose("How urgent?", "Soon");
  await seat.answer("Until which day?", "31.3.2030");
  await tmux.until(/Enter a day such as 2027-03-31\./);
  await seat.answer("Until which day?", dayOf(Date.now() + 30 * DAY_MS));
  await tmux.until(/Ceiling fans .*9 pieces/);
}

/** With a mistake first: the bank says what is wrong, and nothing is lost. */
async function statesFact(seat: Seat): Promise<void> {
  const { tmux } = seat;
  const states = async (phone: string) => {
    await opens(seat, "My organisation");
    await seat.choose("My organisation", "State a fact, hand in a document");
    await seat.choose("Which fact?", "contact");
    await seat.confirm(/Nothing can be given while it is checked again\. Go on\?/);
    await tmux.until(/\? Person {2}[^\n]+▏/);
    await tmux.press("Enter");
    await seat.answer("Telephone", phone);
    await tmux.until(/\? E-mail {2}[^\n]+▏/);
    await tmux.press("Enter");
  };
  await states("12");
  await tmux.until(/Cannot take contact: phone is not a telephone number/);
  await states("+91 452 253 4567");
  await tmux.until(/^contact +checked/m);
}

async function signs(seat: Seat, web: WebBank): Promise<void> {
  const { tmux } = seat;
  await seat.choose("What would you like to do?", "Staff");
  await seat.choose("Staff", "Organisations to check");
  await seat.choose("Which organisation?", "Anbu Illam Trust");
  await tmux.until(/^contact: checked$/m);
  await seat.choose("Anbu Illam Trust", "Decide contact");
  await seat.choose("contact", "It is right");
  await seat.secret("Your password", "not my password");
  await tmux.until(/That is not your password\./);
  await seat.secret("Your password", PASSWORD);
  await tmux.until(/^contact: seen \(by you: another officer has to agree\)$/m);
  const { organisations } = web.bank.books.loop.ledger;
  const { facts } = organisations.get(web.filled!.organisations[0]!)!;
  assert.equal(facts.find(({ kind }) => kind === "contact")!.state, "seen");
}

/** The paper was blurred, say: the same fact is looked at again. */
async function statesAgain(seat: Seat, web: WebBank): Promise<void> {
  const { tmux } = seat;
  const [organisation = ""] = web.filled!.organisations;
  const officer = await web.tcpLogIn("asha");
  const { set } = await officer.call("review", { organisation });
  const about = { organisation, fact: "darpan" as const, set, reason: "I cannot read it" };
  await officer.call("reviewFact", { ...about, verdict: "refused", password: PASSWORD });
  await opens(seat, "My organisation");
  await tmux.until(/Refused: darpan: I cannot read it/);
  await seat.choose("My organisation", "State a fact, hand in a document");
  await seat.choose("Which fact?", "darpan (refused)");
  await tmux.until(/\? Darpan id {2}TN[^\n]+▏/);
  await tmux.press("Enter");
  await tmux.until(/^darpan +checked/m);
}

Deno.test({
  name: "giving at the terminal",
  ignore: !hasTmux,
  async fn(t) {
    await using web = await WebBank.open({ giving: true });
    using dir = scratch();
    let pledge = "";
    await t.step("a donor gives, keeps the receipt, promises and sends", async () => {
      await using seat = await seated(web, dir, "donor");
      await gives(seat, web, dir);
      pledge = await promises(seat, web);
    });
    await t.step(
      "a manager counts, asks, mends a fact and states a refused one again",
      async () => {
        await using seat = await seated(web, dir, "anbu");
        await counts(seat, web, pledge);
        await asks(seat);
        await statesFact(seat);
        await statesAgain(seat, web);
      },
    );
    await t.step("an officer signs what waits", async () => {
      await using seat = await seated(web, dir, "asha");
      await signs(seat, web);
    });
  },
});

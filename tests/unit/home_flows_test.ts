// What a person meets at home, with a real bank in memory behind it: names and amounts before anything is asked, Esc that goes
// one level back, words for the menu that is there.
import assert from "node:assert/strict";
import { join } from "node:path";
import { accountNumberOf, accountNumberText } from "../../bank/account_number.ts";
import { transferIdOf } from "../../bank/transfer_id.ts";
import { holds } from "../../terminal/alert_actions.ts";
import { alertText } from "../../terminal/alert_text.ts";
import { payees } from "../../terminal/look_back_actions.ts";
import { holdsFlow } from "../../terminal/home/alerts_flow.ts";
import { historyFlow } from "../../terminal/home/history_flow.ts";
import { closeFlow, securityFlow } from "../../terminal/home/security_flow.ts";
import { historyText } from "../../terminal/show.ts";
import { organisationText } from "../../terminal/giving/giving_text.ts";
import { drawsSigns, speaksUtf8 } from "../../terminal/questions/symbols.ts";
import { BACK } from "../../terminal/questions/questions.ts";
import type { OrganisationView } from "../../api/giving_shapes.ts";
import type { AlertView } from "../../api/answers.ts";
import { deskOf } from "../support/at_home.ts";
import { scratch } from "../support/program.ts";
import { PASSWORD, TestBank } from "../support/service.ts";

async function town() {
  const bank = await TestBank.open();
  const maya = await bank.customer("maya", { bookedMinor: 100_000, displayName: "Maya Iyer" });
  const ravi = await bank.customer("ravi", { displayName: "Ravi Kumar" });
  return { bank, maya, ravi, [Symbol.asyncDispose]: () => bank[Symbol.asyncDispose]() };
}

Deno.test("closing an account: who gets how much is looked up and said before anything is asked", async () => {
  await using at = await town();
  const { bank, maya, ravi } = at;
  const left = "1,000.00 INR are left. Who gets them";
  const { desk, person } = deskOf(bank, maya, [
    [left, "nobody"],
    [left, "maya"],
    [left, accountNumberText(ravi.account)],
    ["Type your user name to confirm", "maya"],
    ["Your password", "not-mine-at-all-7"],
    ["Your password", PASSWORD],
  ]);
  await closeFlow(desk);
  person.done();
  const [nobody, self, thatIsYou, who, sure, wrong, closed] = person.said;
  assert.match(nobody!, /^Nobody here is called "nobody"/);
  assert.match(self! + thatIsYou!, /Maya Iyer.*That is you\./);
  assert.equal(who, `  Ravi Kumar (ravi), account ${accountNumberText(ravi.account)}`);
  assert.equal(
    sure,
    "This sends 1,000.00 INR to Ravi Kumar (ravi), and closes the account for ever and erases your profile.",
  );
  assert.equal(wrong, "That is not your password.");
  assert.equal(
    closed,
    `Account ${accountNumberText(maya.account)} is closed and the profile erased. Goodbye.`,
  );
  assert.equal((await ravi.call("balance", {})).bookedMinor, 100_000);
});

Deno.test("closing an account: Esc before the end closes nothing", async () => {
  await using at = await town();
  const { desk, person } = deskOf(at.bank, at.maya, [
    ["1,000.00 INR are left. Who gets them", "ravi"],
    ["Type your user name to confirm", "maya"],
    ["Your password", BACK],
  ]);
  await closeFlow(desk);
  person.done();
  assert.equal(person.said.at(-1), "Nothing was closed.");
  assert.equal((await at.maya.call("account", {})).status, "open");
});

Deno.test("held payments: the command names the payee, and Esc leads from one payment to the list of them", async () => {
  await using at = await town();
  const { bank, maya, ravi } = at;
  const boss = await bank.staff("boss");
  const policy = { holdReasons: 1, newPayeeMinor: 1 };
  await boss.call("setPolicy", { password: PASSWORD, policy });
  const { desk, person, customer, out, machine } = deskOf(bank, maya, [
    ["Held payments", "300.00 INR to Ravi Kumar ("],
    ["300.00 INR to Ravi Kumar (a large first payment to somebody new)", "Confirm"],
    ["Password of maya, to send 300.00 INR to Ravi Kumar", BACK],
    ["300.00 INR to Ravi Kumar (a large first payment to somebody new)", BACK],
    ["Held payments", BACK],
  ]);
  const id = machine.newTransferId();
  await maya.call("transfer", { id, to: ravi.account, amountMinor: 30_000, memo: "" });
  await holds(customer);
  assert.match(out[0]!, new RegExp(`^${id}  300\\.00 INR to Ravi Kumar \\(.*\\); until \\d{4}`));
  assert.equal(await holdsFlow(desk), BACK);
  person.done();
});

Deno.test("security: Esc leads back to its menu, and from there home", async () => {
  await using at = await town();
  const { desk, person } = deskOf(at.bank, at.maya, [
    ["Security", "Change password"],
    ["Present password", BACK],
    ["Security", "Change password"],
    ["Present password", PASSWORD],
    ["New password", BACK],
    ["Security", "Change password"],
    ["Present password", "not-mine-at-all-7"],
    ["New password", "Another-river-17-stones"],
    ["The same again", "Another-river-17-stones"],
    ["Present password", BACK],
    ["Security", BACK],
  ]);
  assert.equal(await securityFlow(desk), BACK);
  person.done();
});

Deno.test("history: an entry opens with memo and reference, its receipt is saved, and it can be paid again", async () => {
  await using at = await town();
  const { bank, maya, ravi } = at;
  using dir = scratch();
  const path = join(dir.path, "receipt.json");
  const id = transferIdOf(bank.clock.read(), bank.host.random(10));
  const memo = "Rice, lentils and what else there was at the market on the way home ".repeat(2)
    .trim();
  await maya.call("transfer", { id, to: ravi.account, amountMinor: 2_500, memo });
  const { desk, person } = deskOf(bank, maya, [
    ["History", "Open an entry"],
    ["Which entry?", /-25\.00 INR {2}Ravi Kumar$/],
    ["This entry", "Save its receipt"],
    ["Write to", BACK],
    ["This entry", BACK],
    ["Which entry?", BACK],
    ["History", "Open an entry"],
    ["Which entry?", /-25\.00 INR/],
    ["This entry", "Pay Ravi Kumar again"],
    ["Amount (INR)", BACK],
    ["This entry", "Save its receipt"],
    ["Write to", path],
  ]);
  await historyFlow(desk);
  person.done();
  const details = person.said.find((text) => text.startsWith("Entry "))!.split("\n");
  assert.match(details[0]!, /^Entry {6}\d+, \d{4}-\d\d-\d\d \d\d:\d\d, transfer$/);
  assert.deepEqual(details.slice(1), [
    `To         Ravi Kumar, account ${accountNumberText(ravi.account)}`,
    "Amount     -25.00 INR",
    "Balance    975.00 INR",
    `Memo       ${memo}`,
    `Reference  ${id}`,
  ]);
  assert.equal(JSON.parse(Deno.readTextFileSync(path)).transfer.id, id);
});

Deno.test("history and statements tell the reference of each entry where there is room for it", async () => {
  await using at = await town();
  const { machine } = deskOf(at.bank, at.maya, []);
  const id = machine.newTransferId();
  await at.maya.call("transfer", { id, to: at.ravi.account, amountMinor: 100, memo: "tea" });
  const { entries } = await at.maya.call("history", {});
  assert.match(historyText(entries, INR), new RegExp(` ${id} {2}tea$`, "m"));
  assert.match(historyText(entries, INR, 160), new RegExp(` ${id} {2}tea$`, "m"));
  assert.doesNotMatch(historyText(entries, INR, 149), new RegExp(id));
});

Deno.test("payees: account numbers are grouped", async () => {
  await using at = await town();
  const { customer, out, machine } = deskOf(at.bank, at.maya, []);
  const id = machine.newTransferId();
  await at.maya.call("transfer", { id, to: at.ravi.account, amountMinor: 100, memo: "" });
  await payees(customer);
  assert.deepEqual(out, [`${accountNumberText(at.ravi.account)}  Ravi Kumar`]);
});

Deno.test("alerts: at home they speak of the menu, elsewhere of commands", () => {
  const about = { stream: "notice", number: 1, atMs: 0, amountMinor: 100 } as const;
  const kinds = [
    "held",
    "suspicious",
    "new_device",
    "second_factor_on",
    "second_factor_off",
  ] as const;
  for (const kind of kinds) {
    const alert: AlertView = { ...about, kind, counterpartyName: "Ravi", transferId: "x" };
    const [home, command] = [alertText(alert, INR, { atHome: true }), alertText(alert, INR)];
    assert.match(home, /Held payments \(press y\)$|Security, Freeze$/);
    assert.doesNotMatch(home, /bank connect/);
    assert.match(command, /bank connect (freeze|hold confirm \(or cancel\) x)$/);
  }
});

const INR = { code: "INR", scale: 2 };

Deno.test("an organisation of which nothing is stated yet shows no empty lines and no number for a name", () => {
  const empty = { address: "", district: "", region: "", pin: "", phone: "", email: "" };
  const number = accountNumberOf("4829130577");
  const bare: OrganisationView = {
    ...empty,
    name: number,
    organisation: number,
    state: "draft",
    about: "",
    gifts: 0,
    givenMinor: 0,
    needs: [],
    facts: [],
    updates: [],
  } as unknown as OrganisationView;
  assert.deepEqual(organisationText(bare, INR).split("\n").slice(0, 3), [
    "(no name stated yet)",
    `Account    ${accountNumberText(number)}, draft`,
    "Given      0.00 INR in 0 gifts",
  ]);
  const known = { ...bare, name: "Asha", district: "Salem", region: "TN", email: "a@example.org" };
  assert.deepEqual(organisationText(known, INR).split("\n").slice(0, 4), [
    "Asha",
    `Account    ${accountNumberText(number)}, draft`,
    "Where      Salem, TN",
    "Contact    a@example.org",
  ]);
});

Deno.test("signs: the locale and the terminal decide whether they are drawn", () => {
  const locales = [
    [{}, true],
    [{ LANG: "en_IN.UTF-8" }, true],
    [{ LANG: "C.utf8" }, true],
    [{ LANG: "C" }, false],
    [{ LANG: "de_DE.ISO-8859-1" }, false],
    [{ LANG: "en_IN.UTF-8", LC_ALL: "C" }, false],
    [{ LANG: "C", LC_CTYPE: "C.UTF-8" }, true],
    [{ LC_ALL: "", LANG: "POSIX" }, false],
  ] as const;
  for (const [env, speaks] of locales) assert.equal(speaksUtf8(env), speaks, JSON.stringify(env));
  const terminals = { "xterm-256color": true, "screen": true, linux: false, vt100: false };
  for (const [TERM, draws] of Object.entries(terminals)) assert.equal(drawsSigns({ TERM }), draws);
});

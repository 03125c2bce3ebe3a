// An organisation that was approved once stays to be seen while something about it is checked again; it takes what was
// promised to it, and nothing new.
import assert from "node:assert/strict";
import { dayOf } from "../../bank/giving/calendar.ts";
import { RIGHT } from "../support/facts.ts";
import { approved, handIn, liveHome } from "../support/giving_people.ts";
import { TestBank } from "../support/service.ts";

Deno.test("approved: the public still sees it while it is checked again, and nothing new can be given", async () => {
  await using bank = await TestBank.open();
  const home = await liveHome(bank);
  const { manager } = home;
  const organisation = manager.account;
  const ann = await bank.customer("ann", { bookedMinor: 100_000 });
  const need = bank.transferId();
  const deadline = dayOf(bank.clock.nowMs + 40 * 86_400_000);
  await manager.call("addNeed", {
    need,
    item: "rice",
    unit: "kg",
    quantity: 9,
    priority: "soon",
    deadline,
  });
  const pledge = bank.transferId();
  await ann.call("pledge", { pledge, need, quantity: 2 });
  const shown = async () => {
    const { state, receives } = await ann.call("organisation", { organisation });
    const { count } = await ann.call("organisations", {});
    const { needs } = await ann.call("needs", {});
    return [state, receives, count, needs.length];
  };
  assert.deepEqual(await shown(), ["live", true, 1, 1]);
  await manager.call("setFact", {
    fact: "contact",
    fields: { ...RIGHT.contact, phone: "+914423456799" },
  });
  assert.deepEqual(await shown(), ["submitted", false, 1, 0]);
  const gift = { id: bank.transferId(), organisation, amountMinor: 100, foreign: false };
  assert.equal(await ann.code("give", gift), "organisation_not_live");
  assert.equal((await ann.call("sendPledge", { pledge, quantity: 2 })).status, "sent");
  await approved(home);
  assert.deepEqual(await shown(), ["live", true, 1, 1]);
});

Deno.test("approved: what no officer has checked yet is not published: the last verified facts stay", async () => {
  await using bank = await TestBank.open();
  const home = await liveHome(bank);
  const { manager, officers: [officer] } = home;
  const organisation = manager.account;
  const ann = await bank.customer("ann", { bookedMinor: 100_000 });
  const seen = async () => {
    const { name, phone, facts } = await ann.call("organisation", { organisation });
    const { organisations } = await ann.call("organisations", { query: "totally" });
    const { displayName } = await ann.call("payee", { payee: organisation });
    return [name, phone, facts[0]!.value, displayName, organisations.length];
  };
  const before = await seen();
  const name = { ...RIGHT.name, legalName: "Totally Other Trust" };
  await manager.call("setFact", { fact: "name", fields: name });
  const contact = { ...RIGHT.contact, phone: "+919999999999" };
  await manager.call("setFact", { fact: "contact", fields: contact });
  assert.deepEqual(await seen(), before);
  assert.equal(
    (await officer.call("review", { organisation })).fields.name!.legalName,
    name.legalName,
  );
  assert.equal((await manager.call("myOrganisation", {})).facts[0]!.value, name.legalName);
  await manager.call("setFact", {
    fact: "name",
    fields: { ...name, legalName: "Totally New Trust" },
  });
  assert.deepEqual(await seen(), before, "nor what is changed once more");
  await approved(home);
  const after = "Totally New Trust";
  assert.deepEqual(await seen(), [after, "+919999999999", after, after, 1]);
});

Deno.test("approved: changes that cross each other, and new scans, publish nothing that no officer has checked", async () => {
  await using bank = await TestBank.open();
  const home = await liveHome(bank);
  const { manager } = home;
  const organisation = manager.account;
  const ann = await bank.customer("ann");
  const seen = async () => {
    const { name, capacity } = await ann.call("organisation", { organisation });
    return [name, capacity, (await ann.call("payee", { payee: organisation })).displayName];
  };
  const before = await seen();
  const named = (legalName: string) =>
    manager.call("setFact", { fact: "name", fields: { ...RIGHT.name, legalName } });
  await Promise.all(["Evil 1", "Evil 2", "Evil 3"].map(named));
  assert.deepEqual(await seen(), before);
  await handIn(bank, manager, "licence", "again");
  const places = (capacity: string) =>
    manager.call("setFact", { fact: "licence", fields: { ...RIGHT.licence, capacity } });
  await places("9999");
  assert.deepEqual(await seen(), before, "after a new scan, too");
  await named("Sunrise Trust");
  await places("50");
  await approved(home);
  assert.equal((await seen())[1], 50);
  await handIn(bank, manager, "licence", "once more");
  assert.equal((await seen())[1], 50, "the last one that was verified, not the one before");
});

Deno.test("approved: one that never was is not shown, nor are its needs", async () => {
  await using bank = await TestBank.open();
  await liveHome(bank);
  const other = await bank.customer("moon");
  await other.call("registerOrganisation", { about: "Another.", website: "" });
  await other.call("addNeed", {
    need: bank.transferId(),
    item: "beds",
    unit: "pieces",
    quantity: 3,
    priority: "urgent",
    deadline: dayOf(bank.clock.nowMs + 40 * 86_400_000),
  });
  const organisation = other.account;
  assert.equal(
    await bank.stranger().code("organisation", { organisation }),
    "no_such_organisation",
  );
  assert.equal((await bank.stranger().call("givingTotals", {})).openNeeds, 0);
});

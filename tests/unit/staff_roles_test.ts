// Roles of the staff: every method for every role, roles that change while something waits, invitations, the first manager.
import assert from "node:assert/strict";
import type { Method } from "../../api/fields.ts";
import { METHODS } from "../../api/methods.ts";
import { Audit } from "../../bank/audit.ts";
import { STAFF_INVITATION_LIFETIME_MS } from "../../bank/limits.ts";
import { Refusal } from "../../bank/refusal.ts";
import { STAFF_ROLES, type StaffRole } from "../../bank/staff/roles.ts";
import { KvJournal } from "../../store/kv_journal.ts";
import { PASSWORD, TestBank } from "../support/service.ts";

const password = PASSWORD;

/** What each role may call besides what customers may: written out, so that a method in the wrong hands is seen. */
const ALL = "staff propose proposals agreeProposal endProposal";
const MAY: Readonly<Record<StaffRole, string>> = {
  teller:
    "startRecovery recoveries agreeRecovery cashIn cashOut reverse previewLines bookLines waitingLines assignLine lineDays accountLimits credits waitingPayouts makePayoutBatch payoutBatches payoutBatch tills openTill closeTill countSafe dayReport viewAccount freezeAccount unfreezeAccount",
  officer:
    "reviewQueue review document reviewFact reviewText closeReport settleDispute stopOrganisation reinstateOrganisation",
  auditor:
    "audit waitingLines lineDays accountLimits credits payoutBatches tills dayReport viewAccount staffActs reviewQueue review document",
  manager: "*",
};

/** A manager, and one of each other role. */
async function office(bank: TestBank) {
  const manager = await bank.staff("mona");
  const others = ["teller", "officer", "auditor"] as const;
  const people = await Promise.all(others.map(async (role) => {
    const one = await bank.customer(role);
    const { account } = one.person;
    await manager.call("setStaffRole", { account, role, reason: "hired", password });
    return [role, one] as const;
  }));
  return new Map([...people, ["manager" as const, manager] as const]);
}

Deno.test("roles: each may call what its duties need, and nothing else", async () => {
  const bank = await TestBank.open();
  const people = await office(bank);
  const customer = await bank.customer("carl");
  for (const [name, method] of Object.entries(METHODS) as [keyof typeof METHODS, Method][]) {
    if (method.access !== "staff") continue;
    assert.equal(await customer.code(name), "not_allowed", `${name} for a customer`);
    for (const role of STAFF_ROLES) {
      const may = MAY[role] === "*" || `${ALL} ${MAY[role]}`.split(" ").includes(name);
      const { error } = await people.get(role)!.answer(name);
      const denied = error?.data.code === "not_allowed";
      assert.equal(denied, !may, `${name} for a ${role}`);
    }
  }
});

Deno.test("roles: a refusal names the roles that may", async () => {
  const bank = await TestBank.open();
  const people = await office(bank);
  const { needs } = await people.get("officer")!.refused("waitingLines", { limit: 1 });
  assert.deepEqual(needs, ["teller", "auditor", "manager"]);
  const { needs: forAll } = await (await bank.customer("carl")).refused("staff", {});
  assert.equal(forAll, "staff");
});

Deno.test("roles: who sees whose payments", async () => {
  const bank = await TestBank.open();
  const people = await office(bank);
  const ann = await bank.customer("ann", { bookedMinor: 500 });
  const bob = await bank.customer("bob");
  const id = bank.transferId();
  await ann.call("transfer", { id, to: "bob", amountMinor: 100 });
  for (const role of ["teller", "auditor", "manager"] as const) {
    assert.equal((await people.get(role)!.call("transferStatus", { id })).amountMinor, 100);
  }
  assert.equal(await people.get("officer")!.code("transferStatus", { id }), "no_such_transfer");
  assert.equal((await bob.call("transferStatus", { id })).amountMinor, 100);
});

Deno.test("roles: no one pays in or out, or takes back, for the own account", async () => {
  const bank = await TestBank.open();
  const people = await office(bank);
  const teller = people.get("teller")!;
  const own = teller.person.account;
  await bank.cashIn(own, 1_000);
  const cash = () => ({ id: bank.transferId(), account: own, amountMinor: 100 });
  assert.equal(await teller.code("cashIn", cash()), "same_staff");
  assert.equal(await teller.code("cashOut", cash()), "same_staff");
  const id = bank.transferId();
  await teller.call("transfer", { id, to: "mona", amountMinor: 50 });
  const back = () => ({ id: bank.transferId(), transferId: id, reason: "mine again" });
  assert.equal(await teller.code("reverse", back()), "same_staff");
  assert.equal((await people.get("manager")!.call("reverse", back())).kind, "reversal");
});

Deno.test("roles: one that changes while a command waits counts when it is decided", async () => {
  const bank = await TestBank.open();
  const people = await office(bank);
  const [teller, manager] = [people.get("teller")!, people.get("manager")!];
  const ann = await bank.customer("ann");
  const { account } = teller.person;
  // Both are decided in the same block: the end of the role first.
  const ended = bank.loop.submit({
    type: "appoint",
    account,
    role: "none",
    suspended: false,
    reason: "left",
    by: manager.person.account,
  });
  const cash = { id: bank.transferId(), account: ann.person.account, amountMinor: 100 };
  const code = await teller.code("cashIn", cash);
  assert(!(await ended instanceof Refusal));
  assert.equal(code, "not_allowed");
  assert.equal((await ann.call("balance", {})).bookedMinor, 0);
});

Deno.test("roles: the account is told, others are not, and the own role cannot be changed", async () => {
  const bank = await TestBank.open();
  const people = await office(bank);
  const [teller, manager] = [people.get("teller")!, people.get("manager")!];
  const { alerts } = await teller.call("alertsSince", { entry: 0, notice: 0 });
  const [told] = alerts.flatMap((one) => one.stream === "notice" ? [one] : []);
  assert.deepEqual([told?.kind, told?.role, told?.why], ["role_changed", "teller", "hired"]);
  const self = { account: manager.person.account, role: "none" as const, reason: "x", password };
  assert.equal(await manager.code("setStaffRole", self), "same_staff");
  const guess = { ...self, account: teller.person.account, password: "a guess" };
  assert.equal(await manager.code("setStaffRole", guess), "wrong_credentials");
  const { staff } = await manager.call("staff", {});
  assert.deepEqual(staff.map(({ userName, role }) => [userName, role]).sort(), [
    ["auditor", "auditor"],
    ["mona", "manager"],
    ["officer", "officer"],
    ["teller", "teller"],
  ]);
});

Deno.test("invitations: a code works once, at sign-up or later, until it lapses or its manager goes", async () => {
  const bank = await TestBank.open();
  const manager = await bank.staff("mona");
  const invite = () => manager.call("inviteStaff", { role: "teller", reason: "busy", password });
  const signUp = (userName: string, staffCode: string) => ({ userName, password, staffCode });
  const { code } = await invite();
  const tara = await bank.stranger().call("signUp", signUp("tara", code));
  assert.deepEqual([tara.role, tara.staffRole], ["staff", "teller"]);
  assert.equal(await bank.stranger().code("signUp", signUp("tim", code)), "staff_code_invalid");
  const carl = await bank.customer("carl");
  assert.equal(await carl.code("acceptInvitation", { code, password }), "staff_code_invalid");
  const second = await invite();
  const wrong = { code: second.code, password: "a guess" };
  assert.equal(await carl.code("acceptInvitation", wrong), "wrong_credentials");
  const now = await carl.call("acceptInvitation", { code: second.code, password });
  assert.deepEqual(now, { role: "staff", staffRole: "teller" });
  // A manager does not take the own code.
  const own = { code: (await invite()).code, password };
  assert.equal(await manager.code("acceptInvitation", own), "same_staff");

  const dora = await bank.customer("dora");
  const late = await invite();
  bank.clock.advance(STAFF_INVITATION_LIFETIME_MS);
  const lapsed = { code: late.code, password };
  assert.equal(await dora.code("acceptInvitation", lapsed), "staff_code_invalid");
  const taken = await invite();
  const other = await bank.staff("olga");
  const { account } = manager.person;
  await other.call("setStaffRole", { account, role: "auditor", reason: "rota", password });
  const orphan = { code: taken.code, password };
  assert.equal(await dora.code("acceptInvitation", orphan), "staff_code_invalid");
});

Deno.test("roles: an audit finds a role that no manager gave, or that was given to oneself", async () => {
  const bank = await TestBank.open();
  const [manager, carl] = [await bank.staff("mona"), await bank.customer("carl")];
  const appoint = (account: string, by: string) => (
    { type: "appoint", account, role: "teller", suspended: false, reason: "", by } as const
  );
  // Not by a session, which would be asked for its duty.
  await bank.loop.submit(appoint(manager.person.account, carl.person.account));
  const audit = new Audit({ trails: false });
  for await (const block of new KvJournal(bank.kv).blocksFrom(0)) audit.take(block);
  assert.match(audit.report().problems.join(), /staff_appointed\): \d{12} was no manager/);
});

Deno.test("recovery: of an account with a role a manager has to agree, so that no two tellers become one", async () => {
  const bank = await TestBank.open();
  const people = await office(bank);
  const [teller, manager] = [people.get("teller")!, people.get("manager")!];
  const tim = await bank.customer("tim");
  const role = { account: tim.person.account, role: "teller", reason: "hired", password } as const;
  await manager.call("setStaffRole", role);
  const { account } = people.get("officer")!.person;
  const begun = await teller.call("startRecovery", { account, reason: "lost", password });
  const agreeing = { account, startedAtMs: begun.startedAtMs, password };
  assert.deepEqual((await tim.refused("agreeRecovery", agreeing)).needs, ["manager"]);
  assert.match((await manager.call("agreeRecovery", agreeing)).code, /^[0-9]{4}-/);
  // A customer's they do between them.
  const carl = { account: (await bank.customer("carl")).person.account, password };
  const { startedAtMs } = await teller.call("startRecovery", { ...carl, reason: "lost" });
  assert.match((await tim.call("agreeRecovery", { ...carl, startedAtMs })).code, /^[0-9]{4}-/);
});

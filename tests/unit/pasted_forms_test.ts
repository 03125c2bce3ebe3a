// What people paste, through the router: names, staff codes, codes of an app, account numbers, telephone numbers. The bank
// keeps one form of each, whatever client sent it.
import assert from "node:assert/strict";
import { accountNumberText } from "../../bank/account_number.ts";
import { RIGHT } from "../support/facts.ts";
import { liveHome } from "../support/giving_people.ts";
import { PASSWORD, TestBank } from "../support/service.ts";
import { totpOf } from "../support/totp.ts";

Deno.test("pasted forms: a display name is kept as it was meant", async () => {
  await using bank = await TestBank.open();
  const long = "x".repeat(70);
  const table = [
    ["\ufeff Alice\u00a0  Lee \n", "Alice Lee"],
    ["\u200bAlice\u2060", "Alice"],
    [`${long} `, long],
  ] as const;
  for (const [place, [displayName, kept]] of table.entries()) {
    const params = { userName: `alice${place}`, displayName, password: PASSWORD };
    assert.equal((await bank.stranger().call("signUp", params)).displayName, kept);
  }
});

Deno.test("pasted forms: a staff code is taken as it was copied", async () => {
  await using bank = await TestBank.open();
  await bank.people.setStaffCode("4829-1305-7719-1001-2002-3003");
  const boss = { userName: "boss", password: PASSWORD };
  const wrong = { ...boss, staffCode: "4829-1305-7719-1001-2002-3004" };
  assert.equal(await bank.stranger().code("signUp", wrong), "staff_code_invalid");
  const staffCode = "\u00a04829–1305 77191OOl−2002\t3003 ";
  assert.equal((await bank.stranger().call("signUp", { ...boss, staffCode })).role, "staff");
});

Deno.test("pasted forms: a code in place of a lost password is taken as it was copied", async () => {
  await using bank = await TestBank.open();
  await bank.customer("ann");
  const [boss, other] = [await bank.staff("boss"), await bank.staff("other")];
  const { account } = await boss.call("payee", { payee: "ann" });
  const begun = await boss.call("startRecovery", { account, reason: "seen", password: PASSWORD });
  const { startedAtMs } = begun;
  const asked = { account, startedAtMs, password: PASSWORD };
  const code = `${begun.code} ${(await other.call("agreeRecovery", asked)).code}`;
  const recoveryCode = ` ${
    code.replaceAll("-", "–").replaceAll("0", "O").replaceAll("1", "l")
  }\u00a0`;
  const newPassword = "three blue mice again";
  const back = await bank.stranger().call("recover", {
    userName: "ann",
    recoveryCode,
    newPassword,
  });
  assert.equal(back.account, account);
});

Deno.test("pasted forms: the code of an app, in two halves as it is shown", async () => {
  await using bank = await TestBank.open();
  const ann = await bank.customer("ann");
  const { secret } = await ann.call("setUpSecondFactor", { password: PASSWORD });
  const digits = totpOf(secret, bank.clock.nowMs);
  const code = ` ${digits.slice(0, 3)}\u2009${digits.slice(3)}\n`;
  assert.equal((await ann.call("confirmSecondFactor", { code })).on, true);
});

Deno.test("pasted forms: a payee's number with the signs that other programs put into it", async () => {
  await using bank = await TestBank.open();
  const ann = await bank.customer("ann", { bookedMinor: 1_000 });
  const { account } = await bank.customer("bob");
  const wide = [...account].map((digit) => String.fromCodePoint(0xff10 + +digit)).join("");
  const shown = accountNumberText(account);
  for (const to of [shown, shown.replaceAll(" ", "\u00a0"), shown.replaceAll(" ", "–"), wide]) {
    const paid = await ann.call("transfer", { id: bank.transferId(), to, amountMinor: 1 });
    assert.equal(paid.to, account, to);
  }
});

Deno.test("pasted forms: a telephone number is kept as E.164, and a digit that is missing is told", async () => {
  await using bank = await TestBank.open();
  const { manager, officers: [officer] } = await liveHome(bank);
  const set = (phone: string) => ({
    fact: "contact" as const,
    fields: { ...RIGHT.contact, phone },
  });
  const live = async () => (await manager.call("myOrganisation", {})).state;
  // Written in another way it is the same number: nothing has to be checked again.
  await manager.call("setFact", set("0091 (98400) 12345"));
  assert.equal(await live(), "live");
  const refused = await manager.refused("setFact", set("98400 1234"));
  assert.equal(refused.code, "fact_invalid");
  assert.deepEqual([refused.field, refused.rule], ["phone", "phone_form"]);
  await manager.call("setFact", set("+91-0452-2345678"));
  const organisation = manager.account;
  const { fields } = await officer!.call("review", { organisation });
  assert.equal(fields.contact!.phone, "+914522345678");
});

// "Account" at home says how money is paid in, once staff have said where to.
import assert from "node:assert/strict";
import { accountFlow } from "../../terminal/home/security_flow.ts";
import { deskOf } from "../support/at_home.ts";
import { PASSWORD, TestBank } from "../support/service.ts";
import { paymentReferenceOf, paymentReferenceText } from "../../bank/pay_in/payment_reference.ts";

Deno.test("account at home: where money is paid in, with the reference, once it is known", async () => {
  await using bank = await TestBank.open();
  const maya = await bank.customer("maya");
  const asha = await bank.staff("asha");
  const { desk, person } = deskOf(bank, maya, []);
  await accountFlow(desk);
  assert.equal(person.said.length, 1);
  const details = { holder: "Lakeside", iban: "DE89370400440532013000", upi: "lakeside@sbi" };
  await asha.call("setBankDetails", { details, password: PASSWORD });
  await accountFlow(desk);
  const told = person.said.slice(2).join("\n");
  const reference = paymentReferenceText(paymentReferenceOf(maya.account));
  for (
    const line of [
      "Name       Lakeside",
      "IBAN       DE89 3704 0044 0532 0130 00",
      "UPI id     lakeside@sbi",
      `Reference  ${reference}`,
    ]
  ) assert.ok(told.split("\n").includes(line), `${line} is missing in:\n${told}`);
  assert.doesNotMatch(told, /Amount|Account|BIC/);
});

// A lost password at the terminal, with a real bank in memory: two members of staff at their desks, and the customer at the door.
import assert from "node:assert/strict";
import { Refusal, type RefusalCode, type RefusalDetail } from "../../bank/refusal.ts";
import type { Customer } from "../../terminal/customer.ts";
import type { Desk } from "../../terminal/home/desk.ts";
import { recoverAt, recoveriesFlow } from "../../terminal/home/recovery_flow.ts";
import { RefusedError } from "../../net/client/client.ts";
import type { MethodName, Params } from "../../api/methods.ts";
import { type Answer, Scripted } from "../support/scripted.ts";
import { PASSWORD, TestBank, type TestSession } from "../support/service.ts";

const NEW = "a fresh start by noon";

/** A program that has a connection to the bank. */
function program(bank: TestBank, session: TestSession) {
  let signedIn = "";
  const customer = {
    bankName: "Village Bank",
    currency: { code: "INR", scale: 2 },
    flags: {},
    profile: { device: () => "d".repeat(64), lastUser: () => null },
    world: { host: bank.host },
    async call<M extends MethodName>(method: M, params: Params<M>) {
      const { result, error } = await session.answer(method, params);
      if (!error) return result;
      const { code, ...detail } = error.data;
      throw new RefusedError(new Refusal(code as RefusalCode, detail as RefusalDetail));
    },
    signedIn: ({ userName }: { userName: string }) => void (signedIn = userName),
  };
  return { customer: customer as unknown as Customer, who: () => signedIn };
}

async function atDesk(
  bank: TestBank,
  session: TestSession,
  answers: readonly Answer[],
): Promise<string> {
  const { customer } = program(bank, session);
  const person = new Scripted(answers);
  const link = { run: <T>(act: () => Promise<T>) => act() };
  await recoveriesFlow({ terminal: person.terminal, customer, link } as unknown as Desk);
  person.done();
  return person.said.join("\n");
}

Deno.test("lost password at the terminal: begun, agreed, and set anew at the door", async () => {
  await using bank = await TestBank.open();
  const maya = await bank.customer("maya", { displayName: "Maya Iyer" });
  const [first, second] = [await bank.staff("first"), await bank.staff("second")];
  const begun = await atDesk(bank, first, [
    ["Lost passwords", "Begin"],
    ["Account number or user name", "maya"],
    ["Why, and how you know who it is", ""],
    ["Why, and how you know who it is", "passbook"],
    ["Is the code of the app lost, too?", false],
    ["Your password", PASSWORD],
  ] as Answer[]);
  assert.match(begun, /Maya Iyer/);
  assert.match(begun, /say it in a few words/);
  assert.match(begun, /Begun for Maya Iyer \(maya\)/);
  const agreed = await atDesk(bank, second, [
    ["Lost passwords", "Maya Iyer"],
    ["Maya Iyer: the person stands in front of you?", "Yes"],
    ["Your password", PASSWORD],
  ]);
  assert.match(agreed, /Maya Iyer \(maya\).*new password, waits for another member of staff/);
  const [, half] = /First half of the code: {3}([\d-]{14}) /.exec(begun)!;
  const [, code] = /Second half of the code for Maya Iyer \(maya\): {3}([\d-]{14})/.exec(agreed)!;

  const { customer, who } = program(bank, bank.stranger());
  const typed = (given: string): Answer[] => [
    ["User name", "maya"],
    [
      "Both halves of the code that the bank's staff gave you",
      given,
    ],
    ["New password", NEW],
    ["The same again", NEW],
  ];
  const wrong = new Scripted(typed("1234"));
  await recoverAt(customer, wrong.terminal);
  assert.match(wrong.said.join(), /does not fit this user name.*Nothing was changed/);
  const right = new Scripted(typed(` ${half} ${code} `));
  await recoverAt(customer, right.terminal);
  assert.match(right.said.join(), /Your new password is set/);
  assert.equal(who(), "maya");
  assert.equal(await maya.code("balance"), "not_logged_in");
});

Deno.test("lost password at the terminal: taken back", async () => {
  await using bank = await TestBank.open();
  const { account } = await bank.customer("maya");
  const first = await bank.staff("first");
  await first.call("startRecovery", { account, reason: "passbook", password: PASSWORD });
  const said = await atDesk(bank, first, [
    ["Lost passwords", "maya"],
    ["maya: the person stands in front of you?", "Take it back"],
  ]);
  assert.match(said, /Taken back/);
  assert.deepEqual(await first.call("recoveries", {}), { recoveries: [] });
});

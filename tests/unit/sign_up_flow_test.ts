// Signing up at the terminal, with a real bank in memory behind it: what the bank refuses is asked for again, and nothing else.
import assert from "node:assert/strict";
import { passwordJudge } from "../../terminal/password_strength.ts";
import { signUpAt } from "../../terminal/home/sign_up.ts";
import { BACK } from "../../terminal/questions/questions.ts";
import { machineOf } from "../support/at_home.ts";
import { type Answer, Scripted } from "../support/scripted.ts";
import { PASSWORD, TestBank } from "../support/service.ts";

const NAME = "Choose a user name";
const SHOWN = "Your name, as payers see it";
const FIRST = "Choose a password";
const SECOND = "The same again";
const CODE = "Staff code (empty for customers)";

async function signUp(bank: TestBank, answers: readonly Answer[]) {
  const { customer, machine } = machineOf(bank, bank.stranger());
  const person = new Scripted(answers);
  await signUpAt(customer, person.terminal);
  person.done();
  return { said: person.said, who: machine.who };
}

Deno.test("sign-up: of a taken name and a wrong staff code each is asked for again, and nothing else", async () => {
  await using bank = await TestBank.open();
  await bank.customer("maya");
  const { said, who } = await signUp(bank, [
    [NAME, "maya"],
    [SHOWN, "Maya Iyer"],
    [FIRST, PASSWORD],
    [SECOND, PASSWORD],
    [CODE, "1111-2222-3333-4444-5555-6666"],
    [CODE, " "],
    [NAME, "maya.iyer"],
  ]);
  assert.match(said[0]!, /^The staff code is not valid/);
  assert.match(said[1]!, /^This user name is taken/);
  assert.match(said[2]!, /^Welcome, Maya Iyer\. Your account number is \d{4} \d{4} \d{4}\.$/);
  assert.equal(who?.userName, "maya.iyer");
  const account = await bank.people.accountNamed("maya.iyer");
  assert.equal((await bank.people.person(account!))?.role, "customer");
});

Deno.test("sign-up: Esc goes one step back, and from the first one to the door", async () => {
  await using bank = await TestBank.open();
  const { said, who } = await signUp(bank, [
    [NAME, "bob"],
    [SHOWN, "Bob"],
    [FIRST, BACK],
    [SHOWN, "Bobby"],
    [FIRST, PASSWORD],
    [SECOND, BACK],
    [FIRST, PASSWORD],
    [SECOND, PASSWORD],
    [CODE, BACK],
    [FIRST, BACK],
    [SHOWN, BACK],
    [NAME, BACK],
  ]);
  assert.deepEqual([said, who], [[], null]);
});

Deno.test("sign-up: what is refused for now is tried again with all that was typed", async () => {
  await using bank = await TestBank.open();
  const stranger = bank.stranger();
  while (await stranger.code("signUp", { userName: "bob", password: "short" }) !== "throttled");
  bank.clock.advance(1_000);
  const { customer, machine } = machineOf(bank, stranger);
  const answers: Answer[] = [
    [NAME, "bob"],
    [SHOWN, ""],
    [FIRST, PASSWORD],
    [SECOND, PASSWORD],
    [CODE, ""],
    ["Try again?", true],
  ];
  const person = new Scripted(answers);
  const { confirm } = person;
  person.confirm = (question) => {
    bank.clock.advance(60_000);
    return confirm.call(person, question);
  };
  await signUpAt(customer, person.terminal);
  person.done();
  assert.match(person.said[0]!, /^Too many tries; wait \d+ s/);
  assert.equal(machine.who?.displayName, "bob");
});

Deno.test("a new password: the meter and the refusal say the same, and know what people choose", async () => {
  const judge = await passwordJudge({
    userName: "maya",
    words: ["Lakshmi Narayanan", "Village Bank"],
  });
  const table = [
    ["12345678901234", /attackers try first/],
    ["passwordpassword", /attackers try first/],
    ["abcdefghijklmn", /attackers try first/],
    ["mayamayamaya", /contains the user name/],
    ["maya2026!", /contains the user name/],
    ["narayanan1987", /your or the bank's name/],
    ["villagebank", /your or the bank's name/],
    ["kumarkumar", /repeats/],
    ["monkey12", /attackers try first|tried first/],
    ["cornflake", /add a word or two/],
    ["Tr0ub4dor&3", null],
    [PASSWORD, null],
    ["rice and lentils", null],
    ["k".repeat(40) + "z".repeat(200), /few characters/],
  ] as const;
  for (const [password, why] of table) {
    const { problem, hint } = judge(password);
    if (why === null) assert.deepEqual([problem, /Strong|Good/.test(hint)], [null, true], password);
    else {
      assert.match(problem ?? "", why, password);
      assert.equal(hint, problem);
    }
  }
});

// The second factor at the terminal, with a real bank in memory: scanned, confirmed, switched off again; where no camera could read
// it only the secret is shown.
import assert from "node:assert/strict";
import { encode } from "uqr";
import { secondFactorFlow } from "../../terminal/home/second_factor_flow.ts";
import { inFours, qrText } from "../../terminal/qr_text.ts";
import { BACK } from "../../terminal/questions/questions.ts";
import { deskOf } from "../support/at_home.ts";
import type { Answer } from "../support/scripted.ts";
import { PASSWORD, TestBank } from "../support/service.ts";
import { totpOf } from "../support/totp.ts";

const CODE = "Code that the app shows now";

Deno.test("second factor at the terminal: on with a code of the app, off with another one", async () => {
  await using bank = await TestBank.open();
  const maya = await bank.customer("maya");
  bank.clock.advance(25 * 60 * 60 * 1000);
  const given: Answer[] = [["Your password", PASSWORD], [CODE, "12"], [CODE, BACK]];
  const first = deskOf(bank, maya, given);
  await secondFactorFlow(first.desk);
  assert.deepEqual(await maya.call("secondFactor", {}), { on: false });
  assert.match(first.person.said.join("\n"), /A code has six digits[^]*was not switched on/);

  const { secret } = (await bank.people.person(maya.account))!.totp!;
  assert.ok(first.person.said.join("\n").includes(inFours(secret)));
  // Set up anew each time: the newest secret counts.
  const { secret: newest } = await maya.call("setUpSecondFactor", { password: PASSWORD });
  await maya.call("confirmSecondFactor", { code: totpOf(newest, bank.clock.nowMs) });
  bank.clock.advance(60_000);
  const off = deskOf(bank, maya, [
    ["Second factor", "Switch it off"],
    ["Switch the second factor off?", true],
    ["Your password", "not-mine-at-all-7"],
    ["Code of your app, or a recovery code", totpOf(newest, bank.clock.nowMs)],
    ["Your password", PASSWORD],
    ["Code of your app, or a recovery code", totpOf(newest, bank.clock.nowMs)],
  ]);
  await secondFactorFlow(off.desk);
  assert.equal(off.person.said[1], "The password or the code is wrong.");
  assert.deepEqual(await maya.call("secondFactor", {}), { on: false });
  off.person.done();
});

Deno.test("second factor at the terminal: what is drawn is the code, module for module", async () => {
  const uri = "otpauth://totp/Village%20Bank:maya?issuer=Village%20Bank&secret=JBSWY3DPEHPK3PXP";
  const { data, size } = encode(uri, { border: 2 });
  const drawn = (await qrText(uri)).split("\n");
  assert.equal(drawn.length, Math.ceil(size / 2));
  const dark: Readonly<Record<string, readonly [boolean, boolean]>> = {
    "█": [false, false],
    " ": [true, true],
    "▀": [false, true],
    "▄": [true, false],
  };
  for (const [row, modules] of data.entries()) {
    for (const [column, module] of modules.entries()) {
      const [upper, lower] = dark[[...drawn[row >> 1]!][column]!]!;
      assert.equal(row % 2 === 0 ? upper : lower, module, `${row} ${column}`);
    }
  }
});

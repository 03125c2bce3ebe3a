// Two payments wait: no key at home answers one of them before its owner has chosen it by amount, payee and reason.
import assert from "node:assert/strict";
import { transferIdOf } from "../../bank/transfer_id.ts";
import { client } from "../support/bank_copy.ts";
import { PASSWORD } from "../support/desk.ts";
import { elsewhere, neighbour, place, settle } from "../support/home.ts";
import { Seat } from "../support/seat.ts";
import { hasTmux } from "../support/tmux.ts";

Deno.test({
  name: "of two held payments the one that was chosen is answered, and no other",
  ignore: !hasTmux,
  async fn() {
    await using at = await place({ welcome: "10000" });
    const staff = await client(at.server);
    const { staffCode } = at.server;
    await staff.call("signUp", { userName: "boss", password: PASSWORD, staffCode: staffCode! });
    const policy = { holdReasons: 1, newPayeeMinor: 50_000 };
    await staff.call("setPolicy", { password: PASSWORD, policy });
    using bob = await neighbour(at, "bob", "Bob Ray");
    using zoe = await neighbour(at, "zoe", "Zoe Fern");
    await settle(at, "ann", "Ann Lee");
    const link = await elsewhere(at, "ann");
    const pay = (to: string, amountMinor: number, n: number) =>
      link.call("transfer", {
        id: transferIdOf(Date.now(), new Uint8Array(10).fill(n)),
        to,
        amountMinor,
      });
    const held = [await pay(bob.account, 60_000, 1), await pay(zoe.account, 70_000, 2)];
    assert.deepEqual(held.map(({ status }) => status), ["held", "held"]);
    await using seat = await Seat.open(at, { columns: 200 });
    const { tmux } = seat;
    for (const key of ["y", "x"]) {
      await tmux.until(/y shows the 2 held payments\n/);
      await tmux.type(key);
      await tmux.until(
        /\? Held payments\n❯ 600\.00 INR to Bob Ray \(.*\n {2}700\.00 INR to Zoe Fern \(/,
      );
      await tmux.press("Escape");
    }
    await tmux.until(/y shows the 2 held payments\n/);
    await tmux.type("y");
    await tmux.until(/\? Held payments\n/);
    await tmux.press("Down");
    await tmux.press("Enter");
    await tmux.until(/\? 700\.00 INR to Zoe Fern \(.*\)\n❯ Cancel/);
    await tmux.press("Enter");
    await tmux.until(/y confirms, x cancels it, to Bob Ray\n/);
    const { holds } = await link.call("holds", {});
    assert.deepEqual(holds.map(({ to }) => to), [bob.account]);
    for (const each of [link, staff]) each.close();
  },
});

// The short form of `deno task siege:timing`: whatever is asked at whatever door, the whole answer is the same for each kind of name, and
// so is what the public can see of the bank afterwards. Times are looked at in the long form only; here is shown that it would see them.
import assert from "node:assert/strict";
import { Chance } from "../../simulation/virtual_time.ts";
import { PASSWORD } from "../support/web_bank.ts";
import { Speaker } from "./speaker.ts";
import { measure, quantile, type Scene, welch } from "./stopwatch.ts";
import * as scenes from "./timing_scenes.ts";
import { KINDS, Town } from "./timing_town.ts";

/** People of each kind, and tries of each kind beside those that warm up. */
const EACH = 20;

const draws = new Chance(1);
const chance = () => draws.draw();

Deno.test("timing: no door tells by its answer who is a customer", async (t) => {
  await using town = await Town.open({ each: EACH, realHashes: false });
  const { traceScene, logInScene, restScene, siteScene } = scenes;
  const { staffCodeScene, resumeScene, refreshScene } = scenes;
  const all = [traceScene, logInScene, restScene, siteScene];
  for (const make of [...all, staffCodeScene, resumeScene, refreshScene]) {
    const scene = make(town);
    await t.step(scene.name, async () => {
      const rows = await measure(scene, EACH, chance);
      assert.ok(rows.length >= 2);
      const [first, ...others] = rows.map(({ said }) => said);
      for (const said of others) assert.deepEqual(said, first);
      // Of each name the first guess is booked, and no other one in the same minute.
      const told = make === traceScene ? 2 : 1;
      assert.equal(first!.length, told, first!.join("\n"));
    });
  }
});

Deno.test("timing: each kind of name is what it is called, and each try what it says", async () => {
  await using town = await Town.open({ each: EACH, realHashes: false });
  const codes: Record<string, string> = {};
  for (const kind of KINDS) {
    using line = closing(await Speaker.open(town.web.bank.tcp.port));
    const params = { userName: town.nameOf(kind, 0), password: PASSWORD };
    codes[kind] = (await line.speaker.call("logIn", params)).code;
  }
  const wrong = "wrong_credentials";
  const others = {
    earlier: "ok",
    frozen: "ok",
    closed: wrong,
    factor: "second_factor_needed",
    staff: "ok",
  };
  assert.deepEqual(codes, { known: "ok", nobody: wrong, ...others });
  const table: [Scene, RegExp][] = [
    [scenes.logInScene(town), /^\["wrong_credentials"/],
    [scenes.restScene(town), /^\[401,.*wrong_credentials/],
    [scenes.siteScene(town), /^\[401,.*<form method=/],
    [scenes.staffCodeScene(town), /^\["staff_code_invalid"/],
    [scenes.resumeScene(town), /^\["session_expired"/],
    [scenes.refreshScene(town), /^\[401,.*the sign-in has ended/],
  ];
  for (const [scene, answer] of table) {
    for (const make of Object.values(scene.tries)) {
      const told = await (await make(1))();
      assert.match(typeof told === "string" ? told : await told(), answer, scene.name);
    }
  }
});

function closing(speaker: Speaker | null): Disposable & { readonly speaker: Speaker } {
  assert.ok(speaker);
  return { speaker, [Symbol.dispose]: () => speaker.close() };
}

Deno.test("timing: Welch's t, and quantiles, of numbers that were worked out by hand", () => {
  const { difference, error, t } = welch([1, 2, 3, 4], [3, 5, 7, 9]);
  assert.equal(difference, 3.5);
  // Variances 5/3 and 20/3, four each.
  assert.ok(Math.abs(error - Math.sqrt(25 / 12)) < 1e-12);
  assert.ok(Math.abs(t - 3.5 / Math.sqrt(25 / 12)) < 1e-12);
  assert.deepEqual([quantile([4, 1, 3, 2], 0.5), quantile([4, 1, 3, 2], 0.9)], [3, 4]);
});

// What the machine finds odd in a fact is shown to every officer, as long as it is so.
import assert from "node:assert/strict";
import { RIGHT } from "../support/facts.ts";
import { liveHome } from "../support/giving_people.ts";
import { TestBank } from "../support/service.ts";

Deno.test("review: a warning stands at its fact for every officer until the fact is another one", async () => {
  await using bank = await TestBank.open();
  const home = await liveHome(bank);
  const { officers } = home;
  const warned = async () => {
    const found: string[][] = [];
    for (const officer of officers) {
      const { warnings } = await officer.call("review", { organisation: home.manager.account });
      found.push(warnings.map(({ fact }) => fact));
    }
    assert.deepEqual(found[0], found[1]);
    return found[0];
  };
  assert.deepEqual(await warned(), []);
  const named = (legalName: string) =>
    home.manager.call("setFact", { fact: "name", fields: { ...RIGHT.name, legalName } });
  await named("Zenith Home");
  // Nothing was said of the PAN when the name was changed; it does not fit the new one.
  assert.deepEqual(await warned(), ["pan"]);
  await named(RIGHT.name.legalName!);
  assert.deepEqual(await warned(), []);
});

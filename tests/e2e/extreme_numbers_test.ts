// Numbers that no person types: each one of the method table is asked with the largest and the smallest there are. None of
// them is an error of ours, and what the journal has afterwards adds up when it is read from the beginning.
import assert from "node:assert/strict";
import { METHODS } from "../../api/methods.ts";
import { ROUTES } from "../../api/rest_routes.ts";
import { GIVING } from "../support/parity_giving.ts";
import { RECOVERING } from "../support/parity_recovery.ts";
import { STAFF } from "../support/parity_staff.ts";
import { BEGINNING, type Row, Scene } from "../support/parity_story.ts";
import type { Json } from "../support/rest_client.ts";
import { overTcp } from "../support/two_faces.ts";
import { WebBank } from "../support/web_bank.ts";

const STORY: readonly Row[] = [...BEGINNING, ...RECOVERING, ...STAFF, ...GIVING];

/** The largest time that a Date can have is among them, and one more. */
const NUMBERS = [-(2 ** 53 - 1), -1, 0, 8_640_000_000_000_000, 8_640_000_000_000_001, 2 ** 53 - 1];

/** Fields of the method that take a whole number. */
function numbersOf(method: Row[1]): string[] {
  const shape = METHODS[method].params.shape as Record<
    string,
    { safeParse(value: unknown): { success: boolean } }
  >;
  return Object.entries(shape)
    .filter(([, field]) => [1, 2_026].some((number) => field.safeParse(number).success))
    .map(([name]) => name);
}

Deno.test("extreme numbers: no field of any method makes the bank fail", async () => {
  await using web = await WebBank.open();
  for (const officer of ["asha", "bala"]) await web.customer(officer, true);
  const face = overTcp(web);
  const scene = new Scene(face);
  const asked = new Set<string>();
  // Before each row of the story, which goes on as far as it can: things stand differently each time.
  for (const [who, method, params] of STORY) {
    const given: Json = typeof params === "function" ? params(scene) : params;
    const { key } = ROUTES[method];
    for (const name of numbersOf(method)) {
      for (const number of NUMBERS) {
        const fresh = key === undefined ? {} : { [key]: web.newId() };
        const outcome = await face.call(who, method, { ...given, ...fresh, [name]: number });
        const about = `${who} ${method} ${name}=${number}`;
        assert.ok(!["internal", "storage_failed"].includes(outcome.code), about);
        asked.add(`${method}.${name}`);
      }
    }
    scene.note(who, await face.call(who, method, given));
  }
  for (const name of ["startOrder.firstAtMs", "receivePledge.quantity", "give.amountMinor"]) {
    assert.ok(asked.has(name), `${name} was not asked`);
  }
  assert.deepEqual(web.log.lines.filter(({ level }) => level === "error"), []);
  const officer = await web.tcpLogIn("asha");
  assert.deepEqual((await officer.call("audit", { deep: true })).problems, []);
});

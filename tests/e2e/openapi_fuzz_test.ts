// The description of the REST face is true: a fuzzer that knows nothing else asks everything it says can be asked, and a good
// deal that cannot, and no answer is a failure of ours or has a form that the description does not know.
import assert from "node:assert/strict";
import { fuzzed, type Fuzzer, fuzzerIn } from "../support/schemathesis.ts";
import { scratch } from "../support/program.ts";
import { WebBank } from "../support/web_bank.ts";

/** Seconds for one kind of caller. */
const SECONDS = 20;

const SEED = Number(Deno.env.get("FUZZ_SEED") ?? 20_261_125);

/** They would end the sign-in that all others use. */
const WITHOUT = ["logOut", "closeAccount", "changePassword"];

async function askedAs(userName: string, fuzzer: Fuzzer, directory: string): Promise<void> {
  await using web = await WebBank.open({ giving: true });
  const { accessToken: token } = await web.restLogIn(userName);
  const { success, text } = await fuzzed(fuzzer, {
    origin: web.origin,
    token: token!,
    seconds: SECONDS,
    seed: SEED,
    without: WITHOUT,
    directory,
  });
  const errors = web.log.lines.filter(({ level }) => level === "error");
  assert.deepEqual(errors.slice(0, 3), [], `${errors.length} errors; FUZZ_SEED=${SEED}`);
  assert.ok(success, `as ${userName}, FUZZ_SEED=${SEED}\n${text.slice(-12_000)}`);
  assert.match(text, /\b\d+ (generated|passed)\b/i, text.slice(-2_000));
}

Deno.test("the description of the REST face: a fuzzer finds nothing that contradicts it", async (t) => {
  using dir = scratch();
  const fuzzer = await fuzzerIn(dir.path);
  if (typeof fuzzer === "string") {
    console.log(`    (no schemathesis, so nothing was asked here: ${fuzzer})`);
    assert.ok(fuzzer.length > 0, "skipped: the fuzzer comes from PyPI, which cannot be reached");
    return;
  }
  for (const userName of ["anbu", "asha"]) {
    await t.step(`as ${userName}`, () => askedAs(userName, fuzzer, dir.path));
  }
});

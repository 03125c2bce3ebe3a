// The log of a bank that tells everything: no secret is in it, whatever people do over TCP, REST and pages; a peer cannot fill a disk
// with it; each line of `--log-format json` is an object.
import assert from "node:assert/strict";
import { join } from "node:path";
import { runtime } from "#runtime";
import { openBankLog } from "../../console/bank_log.ts";
import { readLogLevels } from "../../console/log_levels.ts";
import { GIVING } from "../support/parity_giving.ts";
import { RECOVERING } from "../support/parity_recovery.ts";
import { STAFF } from "../support/parity_staff.ts";
import { BEGINNING, Scene } from "../support/parity_story.ts";
import { pinAt } from "../support/pins.ts";
import { launcherNamed, runProgram, scratch, shipped, startServer } from "../support/program.ts";
import type { Json } from "../support/rest_client.ts";
import { type Face, overRest, overTcp } from "../support/two_faces.ts";
import { WebBank } from "../support/web_bank.ts";

/** What a field is called whose words are for two alone, and PANs, which are for the tax office. */
const SECRET = /password|token|secret|^uri$|code|^pan$|^device$|recoveryCodes/i;

/** Shorter ones stand in other words by chance. */
const SECRET_CHARS_MIN = 5;

function secretsIn(value: unknown, secret = false, found = new Set<string>()): Set<string> {
  if (typeof value === "string") {
    if (secret && value.length >= SECRET_CHARS_MIN) found.add(value);
  } else if (Array.isArray(value)) { for (const one of value) secretsIn(one, secret, found); }
  else if (typeof value === "object" && value !== null) {
    for (const [name, one] of Object.entries(value)) {
      // Of one payment among many: a word of ours, too.
      if (name === "refusal") continue;
      const fact = name === "value" && "fact" in value && value.fact === "pan";
      secretsIn(one, secret || fact || SECRET.test(name), found);
    }
  }
  return found;
}

/** Tells the whole story, in which every method is called. @returns the secrets in it. */
async function journey(face: Face): Promise<Set<string>> {
  const scene = new Scene(face);
  const secrets = new Set<string>();
  for (const [who, method, params] of [...BEGINNING, ...RECOVERING, ...STAFF, ...GIVING]) {
    const given: Json = typeof params === "function" ? params(scene) : params;
    const outcome = await face.call(who, method, given);
    scene.note(who, outcome);
    secretsIn(given, false, secrets);
    // What was refused says with a word of ours why.
    if (outcome.code === "ok") secretsIn(outcome.body, false, secrets);
  }
  return secrets;
}

for (const [name, faceOf] of [["TCP", overTcp], ["REST", overRest]] as const) {
  Deno.test(`${name}: everything that a whole journey logs has no password, token, secret, code or PAN`, async () => {
    const lines: string[] = [];
    const { log, settle } = openBankLog({
      host: { clock: () => Date.now(), after: runtime.after },
      format: "json",
      levels: readLogLevels("debug")!,
      write: (line) => void lines.push(line),
    });
    {
      await using web = await WebBank.open({ log });
      for (const officer of ["asha", "bala"]) await web.customer(officer, true);
      const secrets = await journey(faceOf(web));
      settle();
      assert.ok(secrets.size > 20, `only ${secrets.size} secrets`);
      const told = lines.map((line) => JSON.parse(line));
      const answered = told.filter(({ message }) => message === "answered");
      assert.ok(answered.length > 150, `only ${answered.length} requests are in the log`);
      assert.ok(answered.every(({ session, method, outcome }) => session > 0 && method && outcome));
      const text = lines.join("\n").toLowerCase();
      const shown = [...secrets].filter((secret) => text.includes(secret.toLowerCase()));
      assert.deepEqual(shown, []);
    }
  });
}

const FLOOD = 150;

for (const launcher of shipped()) {
  Deno.test(`${launcher.name}: a peer that speaks nonsense again and again fills no disk`, async () => {
    using dir = scratch();
    const args = ["--log-format", "json", "--log-level", "warn,tcp=info"];
    await using server = await startServer({ launcher, data: join(dir.path, "data"), args });
    const { host: hostname, port } = server;
    const certificate = await pinAt({ hostname, port });
    for (let time = 0; time < FLOOD; time++) {
      const connection = await runtime.connectTls({
        hostname,
        port,
        certificate,
        serverName: hostname,
        timeoutMs: 10_000,
      });
      await connection.write(new TextEncoder().encode("hunter2 nonsense\n"));
      while (await connection.read(new Uint8Array(1_024)) !== null);
      connection.close();
    }
    await server.stop();
    const lines = server.stderr().trim().split("\n").map((line) => JSON.parse(line));
    const misspoke = lines.filter(({ message }) => message === "a client misspoke");
    assert.equal(misspoke.length, 60);
    assert.equal(new Set(misspoke.map(({ session }) => session)).size, 60);
    const left = lines.filter(({ of }) => of === "a client misspoke");
    assert.deepEqual(left.map(({ leftOut }) => leftOut), [FLOOD - 60]);
    assert.doesNotMatch(server.stderr(), /hunter2/);
  });
}

Deno.test("levels that there are not are refused before anything is opened", async () => {
  using dir = scratch();
  const data = join(dir.path, "data");
  const args = ["serve", "--data", data, "--log-level", "kitchen=debug"];
  const { code, err } = await runProgram({ launcher: launcherNamed(undefined), args });
  assert.deepEqual([code, /Cannot use --log-level "kitchen=debug": expected a level/.test(err)], [
    2,
    true,
  ], err);
});

// The days of a bank in what is shipped: on the screen and in every file they are those of the bank's zone, whatever the zone of
// the customer's machine.
import assert from "node:assert/strict";
import { join } from "node:path";
import { deskAt } from "../support/desk.ts";
import { runProgram, scratch, shipped, startServer } from "../support/program.ts";

const launcher = shipped()[0]!;

/** A zone in which it is another day than in UTC now, and one on the other side. */
const [THERE, ELSEWHERE] = new Date().getUTCHours() >= 12
  ? ["Pacific/Kiritimati", "Etc/GMT+11"] as const
  : ["Etc/GMT+12", "Pacific/Kiritimati"] as const;

const dayIn = (timeZone: string) => new Date().toLocaleDateString("sv-SE", { timeZone });

Deno.test("days are those of the bank's zone, on the screen and in every file", async () => {
  using dir = scratch();
  const data = join(dir.path, "data");
  const args = ["--welcome", "100", "--time-zone", THERE];
  await using server = await startServer({ launcher, data, args });
  const desk = deskAt({ launcher, dir, server });
  await desk.signUp("maya");
  const day = dayIn(THERE);
  const statement = async (...words: string[]) => {
    const period = ["--from", day, "--to", day];
    const ran = await desk.run("maya", ["statement", ...period, ...words], {
      env: { TZ: ELSEWHERE },
    });
    assert.equal(ran.code, 0, ran.err);
    return ran.out;
  };
  const text = await statement();
  assert.ok(text.includes(`From ${day} to ${day}; days and times of ${THERE} `), text);
  assert.match(
    text,
    new RegExp(`${day} \\d\\d:\\d\\d +welcome|${day} \\d\\d:\\d\\d .*100\\.00`, "i"),
  );
  const csv = (await statement("--format", "csv")).split("\r\n");
  assert.equal(csv.length, 4, csv.join("\n"));
  assert.match(csv[2]!, new RegExp(`^\\d+,${day}T[\\d:.]+[+-]\\d\\d:00,.*,${day}$`));
  assert.match(
    await statement("--format", "ofx"),
    new RegExp(`<DTPOSTED>${day.replaceAll("-", "")}`),
  );
  const camt = await statement("--format", "camt.053");
  assert.match(camt.replace(/\s/g, ""), new RegExp(`<BookgDt><DtTm>${day}T`));

  const other = ["serve", "--data", data, "--port", "0", "--http", "off", "--time-zone"];
  await server.stop();
  const serve = (zone: string) =>
    runProgram({ launcher, args: [...other, zone], wrapper: ["timeout", "30"] });
  const changed = await serve("Asia/Kolkata");
  assert.deepEqual(
    [changed.code, /time-zone --set Asia/.test(changed.err)],
    [2, true],
    changed.err,
  );
  const wrong = await serve("Mars/Olympus");
  assert.deepEqual([wrong.code, /expected a time zone/.test(wrong.err)], [2, true], wrong.err);
});

Deno.test("where staff have not chosen a zone, that of the person's environment is nearer; staff choose one", async () => {
  using dir = scratch();
  const data = join(dir.path, "data");
  await using server = await startServer({ launcher, data });
  const desk = deskAt({ launcher, dir, server });
  await desk.signUp("desk", "--staff-code", server.staffCode!);
  const told = async (TZ: string) =>
    (await desk.run("desk", ["statement"], { env: { TZ } })).out.split("\n")[1]!;
  assert.ok((await told(ELSEWHERE)).includes(`days and times of ${ELSEWHERE}`));
  const words = ["--password-file", join(dir.path, "password"), "time-zone"];
  assert.equal((await desk.json("desk", words)).answer.chosen, false);
  const set = await desk.json("desk", [...words, "--set", "Asia/Kolkata"]);
  assert.deepEqual([set.code, set.answer], [0, { name: "Asia/Kolkata", chosen: true }], set.err);
  assert.ok((await told(ELSEWHERE)).includes("days and times of Asia/Kolkata (+05:30)"));
});

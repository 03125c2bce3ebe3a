// Tills as commands between real processes: opened, closed, asked again after a kill, refused in words; the safe; the day in four forms.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { deskAt, type Row, runTable } from "../support/desk.ts";
import { numberedId } from "../support/ids.ts";
import { launcherNamed, runProgram, scratch, startServer } from "../support/program.ts";

const launcher = launcherNamed(undefined);

/** What is wrong is said before anything is sent, and what the bank refuses is said with what to do. */
const opening = (ann: string): readonly Row[] => [
  ["ann", ["tills"], 1, /Only staff/],
  ["ann", ["till-open", "5"], 1, /Only staff/],
  ["mona", ["tills"], 0, /No till is open\.\nThe safe should have 0\.00 INR/],
  ["mona", ["till-close", "5"], 1, /That till is not open/],
  ["mona", ["till-open", "lots"], 2, /Cannot read amount "lots"/],
  ["mona", ["till-open", "-5"], 2, /./],
  ["mona", ["till-open", "100"], 0, /^Your till is open since .*, with 100\.00 INR\.$/m],
  ["mona", ["till-open", "100.00"], 0, /Your till is open since/],
  ["mona", ["till-open", "200"], 1, /Your till is open already, with 100\.00 INR: close it first/],
  ["mona", ["cash-in", ann, "50"], 0, /./],
  ["mona", ["cash-out", ann, "20"], 0, /./],
  [
    "mona",
    ["tills"],
    0,
    /Mona Das .* 100\.00 +50\.00 +20\.00 +130\.00\n.*safe should have -100\.00/,
  ],
];

Deno.test("tills: opened, used, closed with what is missing, once also when the bank is killed; the day says it", async () => {
  using dir = scratch();
  const options = { launcher, data: join(dir.path, "data") };
  await using first = await startServer({ ...options });
  const desk = deskAt({ launcher, dir, server: first });
  await desk.signUp("ann", "--name", "Ann Lee");
  await desk.signUp("mona", "--name", "Mona Das", "--staff-code", first.staffCode!);
  const { answer: { number } } = await desk.json("ann", ["account"]);
  await runTable(desk, opening(number));
  const closes = ["till-close", "128", "--reason", "wrong change", "--id", numberedId(1)];
  await runTable(desk, [
    ["mona", ["till-close", "128"], 2, /130\.00 INR expected\. 2\.00 INR are missing\..*--reason/],
    ["mona", closes, 2, /--yes/],
    ["mona", [...closes, "--yes"], 0, /No till is open\.\nThe safe should have 28\.00 INR/],
  ]);
  await first.stop("SIGKILL");
  await using _second = await startServer({ ...options, port: first.port });
  const out = (form: string) => join(dir.path, `day.${form}`);
  await runTable(desk, [
    ["mona", ["till-close", "0", "--id", numberedId(2)], 1, /not open/],
    ["mona", closes, 0, /It was booked before, and is not booked again\..*2\.00 INR/],
    ["mona", ["tills"], 0, /The safe should have 28\.00 INR/],
    ["mona", ["safe-count", "30", "--reason", "found", "--yes"], 0, /safe should have 30\.00 INR/],
    ["ann", ["day-report"], 1, /Only staff/],
    [
      "mona",
      ["day-report", "31.12.2026"],
      2,
      /Cannot read day "31\.12\.2026": expected YYYY-MM-DD/,
    ],
    ["mona", ["day-report", "--format", "pdf"], 2, /--out FILE/],
    ["mona", ["day-report"], 0, /differences +0\.00 +2\.00 +2\.00 +0\.00\n/],
    [
      "mona",
      ["day-report"],
      0,
      /till of Mona Das closed: 128\.00.*2\.00 INR missing: "wrong change"/,
    ],
    ...(["pdf", "csv", "json"].map((form): Row => [
      "mona",
      ["day-report", "--out", out(form)],
      0,
      /The report of .* is in /,
    ])),
    ["mona", ["audit"], 0, /./],
  ]);
  assert.equal(readFileSync(out("pdf")).subarray(0, 8).toString(), "%PDF-1.7");
  assert.match(readFileSync(out("csv"), "utf8"), /^section,item,name,at,count,/);
  const report = JSON.parse(readFileSync(out("json"), "utf8"));
  const verify = async (text: string) => {
    const args = ["verify", dir.file("report.json", text), "--key", report.signedBy];
    return await runProgram({ launcher, args });
  };
  const genuine = await verify(JSON.stringify(report));
  assert.equal(genuine.code, 0);
  assert.match(genuine.out, /Genuine[^]*a day of [^]*All accounts add up to 0\.00 INR/);
  const forged = await verify(JSON.stringify({ ...report, sumMinor: 100 }));
  assert.equal(forged.code, 1);
  assert.match(forged.out, /NOT GENUINE/);
});

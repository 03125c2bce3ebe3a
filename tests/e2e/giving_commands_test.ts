// Giving from the terminal, as people and scripts use it: an organisation becomes live by its own commands and those of two
// officers, is given to, and gives account; with wrong input on the way.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { dayOf, taxYearOf } from "../../bank/giving/calendar.ts";
import { FACT_KINDS } from "../../bank/giving/facts.ts";
import { type Answered, type Desk, deskAt, PASSWORD } from "../support/desk.ts";
import { RIGHT } from "../support/facts.ts";
import { pdfOf } from "../support/papers.ts";
import { launchers, runProgram, type Scratch, scratch, startServer } from "../support/program.ts";

const launcher = launchers()[0]!;

/** The facts of the tests are dated; those of a real clock have to be valid for a while. */
const inDays = (days: number) => dayOf(Date.now() + days * 86_400_000);

function fieldsOf(fact: keyof typeof RIGHT): string[] {
  const dated = { validTo: inDays(700), validFrom: inDays(-300), issuedOn: inDays(-300) };
  return Object.entries(RIGHT[fact]).map(([name, value]) =>
    `${name}=${(dated as Record<string, string>)[name] ?? value}`
  );
}

interface Stage {
  readonly desk: Desk;
  readonly dir: Scratch;
  readonly password: string;
}

async function ok(
  { desk }: Stage,
  user: string | null,
  words: readonly string[],
): Promise<Answered> {
  const ran = await desk.json(user, words);
  assert.equal(ran.code, 0, `${user} ${words.join(" ")}\n${ran.out}${ran.err}`);
  return ran;
}

async function says(
  { desk, password }: Stage,
  [user, words, code, pattern]: readonly [string | null, readonly string[], number, RegExp],
): Promise<string> {
  const ran = await desk.run(user, ["--password-file", password, ...words]);
  const seen = `${user} ${words.join(" ")}\n${ran.out}${ran.err}`;
  assert.equal(ran.code, code, seen);
  assert.match(ran.out + ran.err, pattern, seen);
  assert.doesNotMatch(ran.out + ran.err, /\n\s+at |undefined|\[object/, seen);
  return ran.out + ran.err;
}

async function registers(stage: Stage): Promise<void> {
  const { dir } = stage;
  const paper = (name: string) => dir.file(`${name}.pdf`, pdfOf(`% ${name}\n`).toString("latin1"));
  await says(stage, ["home", ["org"], 1, /no organisation/i]);
  await says(stage, ["home", ["org", "--register", "--about", "Forty beds."], 0, /Forty beds/]);
  await says(stage, [
    "home",
    ["org", "--register"],
    0,
    /already[^]*Forty beds|Forty beds[^]*already/,
  ]);
  await says(stage, ["home", ["org-fact", "pan"], 2, /number=…/]);
  for (const fact of FACT_KINDS) await ok(stage, "home", ["org-fact", fact, ...fieldsOf(fact)]);
  const missing = join(dir.path, "nothing.pdf");
  const changed = ["org-fact", "contact", "person=Z", "phone=+914423456700", "email=z@z.example"];
  await says(stage, ["home", [...changed, "--document", missing], 2, /no such file/]);
  const { answer } = await ok(stage, "home", ["org"]);
  assert.equal(answer.fields.contact.person, RIGHT.contact.person, "half of it was not done");
  for (const fact of ["licence", "eighty_g", "fcra"]) {
    await ok(stage, "home", ["org-fact", fact, "--document", paper(fact)]);
  }
  await says(stage, ["home", ["org", "--submit"], 0, /submitted/]);
}

/** What the officer was shown, by the first letters of its hash. */
async function setOf(stage: Stage, user: string): Promise<string> {
  const text = await says(stage, [user, ["review", "sunrise"], 0, /--set [0-9a-f]{12}/]);
  for (const part of [RIGHT.pan.number, RIGHT.name.address, "capacity", "document"]) {
    assert.ok(text.includes(part!), `${part} is not shown: ${text}`);
  }
  return /--set ([0-9a-f]{12})/.exec(text)![1]!;
}

const verdict = (fact: string, word: string, set: string): string[] => [
  "review",
  "sunrise",
  "--fact",
  fact,
  "--verdict",
  word,
  "--set",
  set,
];

/** All documents, as an officer has to before a verdict. */
async function opensAll(stage: Stage, user: string): Promise<void> {
  const text = await says(stage, [user, ["review", "sunrise"], 0, /not opened by you yet/]);
  for (const [, document] of text.matchAll(/document +([0-9a-f-]{36}) .*not opened by you yet/g)) {
    const out = join(stage.dir.path, `${user} ${document}`);
    await says(stage, [user, ["review", "sunrise", "--document", document!, "--out", out], 0, /^/]);
  }
  await says(stage, [user, ["review", "sunrise"], 0, /^(?![^]*not opened by you)/]);
}

async function isChecked(stage: Stage): Promise<void> {
  const old = await setOf(stage, "asha");
  await ok(stage, "home", ["org-fact", "contact", ...fieldsOf("contact"), "person=New Person"]);
  await says(stage, ["asha", verdict("pan", "seen", old), 1, /changed since you looked/]);
  const noSet = ["review", "sunrise", "--fact", "pan", "--verdict", "seen"];
  await says(stage, ["asha", noSet, 2, /--set/]);
  await says(stage, ["asha", verdict("pan", "seen", "zz"), 2, /--set/]);
  const set = await setOf(stage, "asha");
  await says(stage, ["asha", ["reviews"], 0, /To look at[^]* submitted +7 +0 +0 +0/]);
  await says(stage, ["asha", verdict("pan", "refused", set), 2, /--reason/]);
  await says(stage, [
    "asha",
    verdict("licence", "seen", set),
    1,
    /not opened the document of licence/,
  ]);
  await opensAll(stage, "asha");
  for (const fact of FACT_KINDS) {
    await says(stage, ["asha", verdict(fact, "seen", set), 0, /seen/]);
  }
  await says(stage, ["asha", verdict("pan", "verified", set), 1, /somebody else|second officer/i]);
  await opensAll(stage, "bala");
  for (const fact of FACT_KINDS) {
    await says(stage, ["bala", verdict(fact, "verified", set), 0, /verified/]);
  }
  await says(stage, ["ann", ["organisation", "sunrise"], 0, /, live/]);
  await textIsRead(stage);
  await isReported(stage);
  await says(stage, ["asha", ["reviews"], 0, /^Nothing waits\. 1 other is in order\.$/m]);
  // What it writes about itself is not its name.
  await says(stage, ["ann", ["give", "forty beds", "1", "--yes"], 2, /No organisation is called/]);
}

/** A description waits until an officer has read it; the verdict is about what was shown. */
async function textIsRead(stage: Stage): Promise<void> {
  await says(stage, ["asha", ["reviews"], 0, /Texts[^]* live +0 +0 +0 +0 +1/]);
  const text = await says(stage, ["asha", ["review", "sunrise"], 0, /profile profile: unchecked/]);
  const hash = /profile: unchecked +\(--hash ([0-9a-f]{12})\)/.exec(text)![1]!;
  const read = (...more: string[]) => ["review-text", "sunrise", "profile", ...more];
  const down = ["--verdict", "taken_down", "--hash", hash];
  await says(stage, ["asha", read(...down), 2, /--reason/]);
  await says(stage, ["asha", read(...down, "--reason", "too loud"), 0, /taken down: too loud/]);
  await says(stage, ["home", ["org"], 0, /Not shown \(profile\): too loud: "/]);
  const confirm = (of: string) => read("--verdict", "confirmed", "--hash", of);
  await says(stage, ["asha", confirm("0".repeat(12)), 1, /changed since you looked/]);
  await says(stage, ["asha", confirm(hash), 0, /profile profile: confirmed/]);
}

/** What a visitor tells is followed with its number, and answered by an officer. */
async function isReported(stage: Stage): Promise<void> {
  const told = ["report", "sunrise", "--reason", "untrue", "--words", "No such house."];
  const { answer } = await ok(stage, null, told);
  const status = ["report-status", answer.number.toLowerCase()];
  await says(stage, [null, status, 0, /have not answered yet/]);
  await says(stage, ["asha", ["review", "sunrise"], 0, /untrue, [^]*No such house\./]);
  const answers = ["report-answer", answer.report, "--answer", "We went there."];
  await says(stage, ["asha", answers, 0, /closed[^]*answered: We went there\./]);
  await says(stage, [null, status, 0, /Answered [^]*Sunrise Trust: We went there\./]);
}

/** The first of recurring gifts is due at once, and the bank looks once a second. */
async function isGiven(stage: Stage, gifts: number): Promise<void> {
  for (let tries = 0; tries < 40; tries++) {
    const { answer } = await ok(stage, "ann", ["giving"]);
    if (answer.gifts.length === gifts) return;
  }
  assert.fail(`${gifts} gifts were never given`);
}

async function isGivenTo(stage: Stage): Promise<void> {
  const asked = ["org-need", "Blankets", "40", "--priority", "urgent", "--deadline", inDays(50)];
  const { answer: need } = await ok(stage, "home", asked);
  await says(stage, ["ann", ["donor", "--pan", "12"], 1, /five letters/]);
  await says(stage, [
    "ann",
    ["donor", "--name", "Ann Lee", "--pan", "ABCPE1234F"],
    0,
    /ABCPE1234F/,
  ]);
  const { answer: gift } = await ok(stage, "ann", ["give", "sunrise", "500", "--yes"]);
  const file = join(stage.dir.path, "receipt.json");
  await says(stage, ["ann", ["donation-receipt", gift.id, "--out", file], 0, /Written/]);
  assert.equal(JSON.parse(readFileSync(file, "utf8")).donor.pan, "ABCPE1234F");
  const { answer: order } = await ok(stage, "ann", [
    "give",
    "sunrise",
    "25",
    "--every",
    "month",
    "--yes",
  ]);
  await isGiven(stage, 2);
  await says(stage, ["ann", ["recurring", "--stop", order.order], 0, /ended: stopped/]);
  await says(stage, ["ann", ["pledge", need.need, "50"], 1, /40/]);
  const { answer: pledge } = await ok(stage, "ann", ["pledge", need.need, "12"]);
  const both = ["pledges", "--sent", pledge.pledge, "--cancel", pledge.pledge];
  await says(stage, ["ann", both, 2, /one of --sent/]);
  await says(stage, ["ann", ["pledges", "--quantity", "4"], 2, /--sent/]);
  await ok(stage, "ann", ["pledges", "--sent", pledge.pledge]);
  await ok(stage, "home", ["org-pledges", "--received", pledge.pledge, "--quantity", "11"]);
  const { answer: goods } = await ok(stage, "ann", ["pledges", "--receipt", pledge.pledge]);
  stage.dir.file("goods.json", JSON.stringify(goods));
  await ok(stage, "home", ["org-thank", "They are warm.", "--need", need.need]);
  await says(stage, ["ann", ["giving"], 0, /500\.00 INR to Sunrise Trust/]);
  await says(stage, ["ann", ["alerts", "--all"], 0, /has received from you: 11 Blankets/]);
  await says(stage, ["home", ["alerts", "--all"], 0, /Ann Lee promises you 12 Blankets/]);
  await says(stage, [
    "home",
    ["org-refund", gift.id, "--reason", "by mistake"],
    0,
    /went through|booked|Sent/i,
  ]);
  await reports(stage);
  await says(stage, ["home", ["org-need-close", need.need], 0, /Closed: Blankets/]);
  await says(stage, ["ann", ["needs"], 0, /Nothing is needed/]);
}

/** What is filed and what is left out are two files, with a byte order mark for spreadsheets. */
async function reports(stage: Stage): Promise<void> {
  const year = String(taxYearOf(Date.now()));
  const left = /Form \d+(?:BD)?, 20\d\d-\d\d: 1 row\.[^]*Left out: 1\. --excluded FILE/;
  const [filed, others] = ["filed.csv", "others.csv"].map((name) => join(stage.dir.path, name));
  await says(stage, ["home", ["org-report", year, "--out", filed!], 0, left]);
  await says(stage, ["home", ["org-report", year, "--excluded", others!], 0, /Sl\. No\.,Pre Ack/]);
  assert.match(
    readFileSync(filed!, "utf8"),
    /^\uFEFFSl\. No\.,[^\n]*\(Indian rupees\)\r\n1,,Permanent [^\n]*\r\n$/,
  );
  assert.match(readFileSync(others!, "utf8"), /^\uFEFFReceipt,[^\n]*\n[^\n]*,given back\r\n$/);
}

/** A stop ends everything at once, says why, and can be taken back. */
async function isStopped(stage: Stage): Promise<void> {
  await says(stage, ["bala", ["org-stop", "sunrise", "--reason", "a complaint"], 0, /suspended/]);
  await says(stage, ["ann", ["give", "sunrise", "5", "--yes"], 1, /suspended|cannot receive/i]);
  await says(stage, ["ann", ["transfer", "home", "5", "--yes"], 1, /suspended|cannot receive/i]);
  await says(stage, ["home", ["alerts", "--all"], 0, /stopped your organisation: a complaint/]);
  await says(stage, ["asha", ["org-reinstate", "sunrise"], 0, /live/]);
  const fresh = ["org-fact", "contact", ...fieldsOf("contact")];
  await says(stage, ["home", fresh, 0, /until two officers agree nothing can be given/]);
  await says(stage, ["ann", ["organisation", "sunrise"], 0, /, submitted/]);
}

Deno.test("giving from the terminal: an organisation, two officers and a donor, with wrong input on the way", async () => {
  using dir = scratch();
  const data = join(dir.path, "data");
  const first = await startServer({ launcher, data, args: ["--welcome", "10000"] });
  let desk = deskAt({ launcher, dir, server: first });
  await desk.signUp("asha", "--staff-code", first.staffCode!);
  await first.stop();
  await using server = await startServer({
    launcher,
    data,
    args: ["--welcome", "10000", "--new-staff-code"],
  });
  desk = deskAt({ launcher, dir, server });
  await desk.signUp("bala", "--staff-code", server.staffCode!);
  await desk.signUp("home", "--name", "H. Home");
  await desk.signUp("ann", "--name", "Ann Lee");
  const stage = { desk, dir, password: dir.file("secret", PASSWORD) };
  await registers(stage);
  await isChecked(stage);
  await isGivenTo(stage);
  await isStopped(stage);
  const { answer } = await ok(stage, "ann", ["sessions"]);
  assert.ok(answer.sessions.length <= 2, "commands that bring a password leave no session behind");
  const says = { receipt: /Genuine[^]*Sunrise Trust/, goods: /Genuine[^]*11 pieces of Blankets/ };
  for (const [name, pattern] of Object.entries(says)) {
    const file = join(dir.path, `${name}.json`);
    const args = ["verify", file, "--profile", join(dir.path, "profile")];
    const { out, err } = await runProgram({ launcher, args, env: { HOME: dir.path } });
    assert.match(out + err, pattern);
  }
});

// What is read from disks and from people: journal blocks, certificates, files of a client's profile, what is typed or pasted,
// documents. Never anything but the documented error.
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { JournalDamage, parseBlock } from "../../bank/block.ts";
import { normalAccountNumber } from "../../bank/account_number.ts";
import { UNSAFE_TEXT } from "../../bank/credentials.ts";
import { documentProblem } from "../../bank/giving/document.ts";
import { DOCUMENT_RULES } from "../../bank/giving/document_problem.ts";
import { parseAmount } from "../../bank/amount.ts";
import { AmountError, currencyOf } from "../../bank/money.ts";
import { CommandError } from "../../console/exit.ts";
import { knownBanks } from "../../terminal/known_banks.ts";
import { BankProfile } from "../../terminal/profile.ts";
import { clean } from "../../console/screen.ts";
import { faultOf, fingerprintOf, sameFingerprint } from "../../net/certificate.ts";
import { asJpeg, asPdf, asPng, jpegOf, objectStream, pdfOf, pngOf } from "../support/papers.ts";
import { ROOT, scratch } from "../support/program.ts";
import { bent, corpus, fuzz, textOf } from "./fuzzing.ts";

/** @returns undefined when it threw what it may. */
function orElse<T>(act: () => T, documented: new (...words: never[]) => Error): T | undefined {
  try {
    return act();
  } catch (error) {
    assert.ok(error instanceof documented, `${error}`);
    return undefined;
  }
}

Deno.test("fuzz: a journal block is read, or the journal is damaged", async () => {
  const words = ['"seq":', '"events":[]', '"type":"transferred"', "null", "-1", "1e400", "[[[[[["];
  await fuzz(bent(corpus("blocks"), [...words, '"__proto__":', "\u00ff"]), (bytes) => {
    const block = orElse(() => parseBlock(bytes, 1), JournalDamage);
    if (!block) return;
    assert.equal(block.seq, 1);
    assert.ok(
      block.events.length > 0 && block.events.every(({ type }) => typeof type === "string"),
    );
  });
});

const FAULTS = ["authority", "other_name", "unreadable", "not_yet_valid", "ended"];

Deno.test("fuzz: a certificate has one of the known faults or none", async () => {
  const words = ["-----BEGIN CERTIFICATE-----\n", "-----END CERTIFICATE-----", "\n", "=", "AAAA"];
  // Where the bytes themselves are bent, they are put into the form again.
  const pems = corpus("certificates");
  const whole = pems.map(textOf).map((pem) => pem.replace(/-----[A-Z ]+-----|\s/g, ""));
  const ders = whole.map((base64) => new Uint8Array(Buffer.from(base64, "base64")));
  const wrapped = bent(ders, ["\u0030\u0082", "\u0006\u0003", "\u0000"]).map((der) => {
    const base64 = Buffer.from(der).toString("base64").replace(/(.{64})/g, "$1\n");
    return `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`;
  });
  const judge = (pem: string) => {
    const fault = faultOf(pem, Date.UTC(2026, 0, 1));
    assert.ok(fault === null || FAULTS.includes(fault.kind));
    assert.match(fingerprintOf(pem), /^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
    assert.equal(sameFingerprint(fingerprintOf(pem), fingerprintOf(pem).toLowerCase()), true);
  };
  await fuzz(wrapped, judge);
  await fuzz(bent(pems, words), (bytes) => judge(textOf(bytes)));
});

Deno.test("fuzz: whatever lies in a client's profile, it is used or it is as if it were not there", async () => {
  using dir = scratch();
  const profile = new BankProfile(dir.path, "bank.example", 7700);
  const random = (bytes: number) => new Uint8Array(bytes);
  // So that the directories are there.
  profile.keepSession("alice", { sessionToken: "t", sessionExpiresAtMs: 1 });
  profile.writeIntent("alice", { id: "one", to: "bob", amountMinor: 1, memo: "" });
  const place = join(dir.path, "banks", "bank.example_7700");
  const files = ["witness.json", "last_user", "device", "sessions/alice", "pending/alice/one.json"];
  const words = [
    '"sessionToken":',
    "1e999",
    "null",
    "[]",
    "{",
    "\u0000",
    "../",
    '"amountMinor":1.5',
  ];
  await fuzz(bent(corpus("profiles"), words), (bytes) => {
    for (const file of files) Deno.writeFileSync(join(place, file), bytes);
    const found = orElse(() => ({
      session: profile.session("alice"),
      intents: profile.intents("alice"),
      device: profile.device(random),
      witness: profile.witness(),
      user: profile.lastUser(),
      banks: knownBanks(dir.path),
    }), CommandError);
    if (!found) return;
    assert.match(found.device, /^[0-9a-f]{64}$/);
    assert.ok(found.session === null || typeof found.session.sessionToken === "string");
    for (const { amountMinor } of found.intents) assert.ok(Number.isSafeInteger(amountMinor));
  });
});

Deno.test("fuzz: what is pasted is an amount or an amount error, and clean on the screen", async () => {
  const rupees = currencyOf("INR");
  const words = ["\u001b[2J", "\u0007", "٣", "½", "−", "1e3", "0x1", ".", ",", "\u0000", "00000"];
  await fuzz(bent(corpus("pasted"), words), (bytes) => {
    for (const text of [textOf(bytes), Buffer.from(bytes).toString("utf16le")]) {
      const minor = orElse(() => parseAmount(text, rupees), AmountError);
      assert.ok(minor === undefined || (Number.isSafeInteger(minor) && minor > 0), `${minor}`);
      assert.equal(typeof normalAccountNumber(text), "string");
      assert.ok(!UNSAFE_TEXT.test(clean(text)), "something unsafe is left");
      assert.ok([...clean(text)].length <= 201, "it is too long");
    }
  });
});

const PDF_WORDS = [
  "/JavaScript",
  "/Encrypt",
  "/AA",
  "obj",
  "endobj",
  "stream\n",
  "endstream",
  "<<",
  ">>",
  "[",
  "(",
  "/Filter/FlateDecode",
  "/Type/ObjStm",
  "%%EOF\n",
  "1 0 R",
  "/N 99999",
  "\\",
  ")",
  "#4a",
];

for (
  const [kind, as, made, words] of [
    ["PDF", asPdf, [pdfOf(), pdfOf(objectStream("<</Type/Font>>"))], PDF_WORDS],
    ["JPEG", asJpeg, [jpegOf()], ["\u00ff\u00d9", "\u00ff\u00c0", "\u00ff\u00da", "\u00ff\u00ff"]],
    ["PNG", asPng, [pngOf()], ["IHDR", "IDAT", "IEND", "\u0000\u0000\u0000\u0000", "\u007f\u00ff"]],
  ] as const
) {
  Deno.test(`fuzz: a ${kind} is taken or refused by one of the rules`, async () => {
    const inputs = made.map((bytes) => new Uint8Array(bytes));
    if (kind === "PDF") {
      const fixtures = join(ROOT, "tests", "fixtures", "pdf", "libreoffice.pdf");
      inputs.push(new Uint8Array(readFileSync(fixtures)));
    }
    await fuzz(bent(inputs, words), (bytes) => {
      const problem = documentProblem(as(bytes));
      assert.ok(problem === null || DOCUMENT_RULES.includes(problem.rule), String(problem?.rule));
    });
  });
}

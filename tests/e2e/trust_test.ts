// A bank that has made a new certificate, and its customers on each runtime: every fingerprint is named for what it is, nothing is
// trusted by itself, and no file has to be deleted by hand. And certificates that are of no use: words, no stack.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { BankProfile } from "../../terminal/profile.ts";
import { type CertificateWish, issue } from "../support/certificates.ts";
import { type Desk, deskAt } from "../support/desk.ts";
import { startImpostor } from "../support/impostor.ts";
import { pinOf } from "../support/pins.ts";
import { launchers, runProgram, scratch, shipped, startServer } from "../support/program.ts";

type Row = readonly [words: string, code: number, says: RegExp];

async function runRows(desk: Pick<Desk, "run">, rows: readonly Row[]): Promise<void> {
  for (const [words, code, says] of rows) {
    const { code: ended, out, err } = await desk.run(null, words.split(" "));
    assert.equal(ended, code, `${words}: ${out}${err}`);
    assert.match(out + err, says, words);
    assert.doesNotMatch(err, /\n\s+at /, words);
  }
}

/** These fingerprints under these names, and no others. */
const named = (names: Readonly<Record<string, string>>, then: string) =>
  new RegExp(
    Object.entries(names).map(([name, print]) => `  ${name} +${print}\n`).join("") +
      `(?!  \\w+ +\\w\\w:)` +
      `[^]*${then}`,
  );

for (const launcher of shipped()) {
  Deno.test(`${launcher.name}: a bank that has made a new certificate`, async () => {
    using dir = scratch();
    const data = join(dir.path, "data");
    const first = await startServer({ launcher: launchers()[0]!, data, args: ["--welcome", "10"] });
    const { host, port, fingerprint: old } = first;
    const typo = "00" + old.slice(2);
    await deskAt({ launcher, dir, server: first }).signUp("ann");
    const at = ["--host", host, "--port", String(port), "--profile", join(dir.path, "profile")];
    const desk: Pick<Desk, "run"> = {
      run: (_, words) => runProgram({ launcher, args: ["connect", ...at, ...words] }),
    };
    await runRows(desk, [
      ["trust", 0, named({ remembered: old, shown: old }, "")],
      [
        `--fingerprint ${typo} balance`,
        1,
        named({ given: typo, remembered: old, shown: old }, "typo"),
      ],
      ["trust --replace", 2, /--fingerprint/],
      ["trust --replace --forget", 2, /not both/],
    ]);
    await first.stop();
    await runRows(desk, [["trust", 4, named({ remembered: old }, "Cannot reach")]]);
    const args = ["--new-certificate"];
    await using second = await startServer({ launcher: launchers()[0]!, data, port, args });
    const fresh = second.fingerprint;
    const moved = { remembered: old, shown: fresh };
    const command = "bank connect trust --replace --host 127\\.0\\.0\\.1 --port \\d+ --fingerprint";
    await runRows(desk, [
      ["trust", 1, named(moved, `between you and the bank[^]*${command} FINGERPRINT`)],
      ["balance", 1, named(moved, `between you and the bank[^]*${command} FINGERPRINT`)],
      [
        `--fingerprint ${old} balance`,
        1,
        named({ given: old, ...moved }, "between you and the bank"),
      ],
      [`--fingerprint ${typo} balance`, 1, named({ given: typo, ...moved }, "between you")],
      [
        `--fingerprint ${fresh} balance`,
        1,
        named({ given: fresh, ...moved }, `${command} ${fresh}`),
      ],
      [`trust --replace --fingerprint ${old}`, 1, named({ given: old, ...moved }, "between you")],
      [`trust --replace --fingerprint ${fresh}`, 0, named({ remembered: fresh }, "")],
      ["balance", 0, /10\.00/],
      ["trust --forget", 0, /Forgotten/],
      ["trust --forget", 0, /Nothing is remembered/],
      ["trust", 0, named({ shown: fresh }, "Nothing is remembered")],
      ["balance", 2, /--fingerprint/],
      [`--fingerprint ${fresh} balance`, 3, /log-in/],
    ]);
  });
}

Deno.test("what was forgotten is forgotten with its sessions, and what is not known of payments stays", () => {
  using dir = scratch();
  const profile = new BankProfile(dir.path, "bank.example", 7400);
  profile.pin(pinOf("a certificate"));
  profile.keepSession("ann", { sessionToken: "secret", sessionExpiresAtMs: 1 });
  profile.writeIntent("ann", { id: "one", to: "bob", amountMinor: 1, memo: "" });
  assert.ok(profile.forgetCertificate());
  assert.deepEqual([profile.certPem(), profile.session("ann")], [null, null]);
  assert.ok(!existsSync(profile.certPath));
  assert.equal(profile.intents("ann").length, 1);
  assert.ok(!profile.forgetCertificate());
});

const DAY_MS = 86_400_000;
const [now, past, future] = [Date.now(), Date.now() - 9 * DAY_MS, Date.now() + 9 * DAY_MS];

const USELESS: readonly (readonly [name: string, wish: CertificateWish, says: RegExp])[] = [
  ["of an authority", { authority: true }, /an authority's \(CA:TRUE\)[^]*--new-certificate/],
  ["that has ended", { notBeforeMs: past - DAY_MS, notAfterMs: past }, /certificate ended on 20/],
  [
    "that has not begun",
    { notBeforeMs: future, notAfterMs: future + DAY_MS },
    /at least 9 d behind/,
  ],
  ["with another name", { name: "other.internal" }, /not carry the name bank\.internal/],
];

for (const launcher of shipped()) {
  for (const [name, wish, says] of USELESS) {
    Deno.test(`${launcher.name}: a certificate ${name}: words, no stack`, async () => {
      const certificate = await issue({ notAfterMs: now + DAY_MS, ...wish });
      await using server = await startImpostor(certificate);
      using dir = scratch();
      const at = ["--host", "127.0.0.1", "--port", String(server.port), "--profile", dir.path];
      const run = (words: readonly string[]) => runProgram({ launcher, args: words });
      const strange = await run(["doctor", ...at]);
      assert.match(
        strange.out,
        new RegExp(`not remembered yet[^]*FAIL +certificate +.*${says.source}`),
      );
      assert.deepEqual([strange.code, strange.err], [1, ""]);
      new BankProfile(dir.path, "127.0.0.1", server.port).pin(pinOf(certificate.certPem));
      // Node takes one of an authority.
      if (launcher.name === "node" && wish.authority) return;
      const known = await run(["doctor", ...at]);
      assert.match(known.out, new RegExp(`remembered here\nFAIL +certificate +.*${says.source}`));
      assert.deepEqual([known.code, known.err], [1, ""]);
      const { code, err } = await run(["connect", ...at, "balance"]);
      assert.match(err, says);
      assert.equal(code, 1, err);
      assert.doesNotMatch(err, /\n\s+at /);
      assert.equal((await server.taken()).data, "");
    });
  }
}

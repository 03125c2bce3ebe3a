// What people paste and save, in the hands of the programs that are shipped: files of Windows, a staff code with spaces,
// addresses with their port, amounts as they are printed, names of files that are directories.
import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { deskAt, PASSWORD } from "../support/desk.ts";
import { runProgram, scratch, shipped, startServer } from "../support/program.ts";

const marked = (text: string) => new TextEncoder().encode(`\uFEFF${text.replaceAll("\n", "\r\n")}`);

/** As `>` of PowerShell writes it. */
function ofPowerShell(text: string): Uint8Array {
  const units = [...`\uFEFF${text.replaceAll("\n", "\r\n")}`].map((letter) => letter.charCodeAt(0));
  return new Uint8Array(units.flatMap((unit) => [unit & 0xff, unit >> 8]));
}

for (const launcher of shipped().slice(-1)) {
  Deno.test(`${launcher.name}: what is pasted and saved is read as it was meant`, async () => {
    using dir = scratch();
    const data = join(dir.path, "data");
    const args = ["--welcome", "1,00,000.00", "--http", "off"];
    await using server = await startServer({ launcher, data, args });
    const desk = deskAt({ launcher, dir, server });
    const saved = (name: string, bytes: Uint8Array) => {
      Deno.writeFileSync(join(dir.path, name), bytes);
      return join(dir.path, name);
    };
    const does = async (user: string | null, words: readonly string[], says: RegExp, code = 0) => {
      const ran = await desk.run(user, words);
      assert.equal(ran.code, code, `${words.join(" ")}: ${ran.out}${ran.err}`);
      assert.match(ran.out + ran.err, says, words.join(" "));
      return ran.out;
    };

    const code = ` ${server.staffCode!.replaceAll("-", " ").replaceAll("0", "O")}\u00a0`;
    const ravi = await desk.signUp("ravi", "--staff-code", code, "--name", "Ravi\u00a0 Kumar ");
    assert.deepEqual(
      [ravi.answer?.role, ravi.answer?.displayName],
      ["staff", "Ravi Kumar"],
      ravi.err,
    );
    await desk.signUp("maya");

    for (const [name, save] of [["marked", marked], ["power_shell", ofPowerShell]] as const) {
      const file = saved(name, save(`${PASSWORD}\n`));
      await does("maya", ["--password-file", file, "balance"], /1,00,000\.00 INR/);
    }

    const number = ravi.answer.account.replace(/(....)(?=.)/g, "$1–");
    const paid = await desk.json("maya", ["transfer", number, "₹ 10,000.00", "--yes"]);
    assert.equal(paid.answer?.amountMinor, 1_000_000, paid.err);

    const { id } = paid.answer;
    const receipt = await does("maya", ["receipt", ` ${id.toUpperCase()} `], /"signature"/);
    const here = ["--profile", join(dir.path, "profile")];
    for (const [name, save] of [["r.json", marked], ["r16.json", ofPowerShell]] as const) {
      const verified = await runProgram({
        launcher,
        args: ["verify", saved(name, save(receipt)), ...here],
      });
      assert.match(verified.out, /^Genuine/, verified.err);
    }

    const folder = join(dir.path, "folder");
    Deno.mkdirSync(folder);
    const files = readdirSync(dir.path).length;
    await does("maya", ["receipt", id, "--out", folder], /it is a directory; name a file in it/, 2);
    assert.equal(readdirSync(dir.path).length, files);
    const csv = join(folder, "S.CSV");
    await does("maya", ["statement", "--out", csv], /written to/);
    assert.match(Deno.readTextFileSync(csv), /^number,/);
    assert.ok(!existsSync(`${csv}.new`));
  });
}

// How names are looked up differs between the runtimes.
for (const launcher of shipped()) {
  Deno.test(`${launcher.name}: where a bank is, as it is pasted`, async () => {
    using dir = scratch();
    await using server = await startServer({
      launcher,
      data: join(dir.path, "data"),
      args: ["--http", "off"],
    });
    const { port, fingerprint } = server;
    const hex = `SHA256: ${fingerprint.slice(0, 48).toLowerCase()}\n  ${fingerprint.slice(48)}`;
    const rows: readonly (readonly [words: readonly string[], code: number, says: RegExp])[] = [
      [["--host", ` bank://127.0.0.1:${port}/ `, "--port", String(port)], 0, /given|shown/],
      [["--host", `127.0.0.1:${port}`, "--port", "7"], 2, /--port says 7, --host says \d+/],
      [["--host", "nosuch.invalid"], 4, /There is no machine called nosuch\.invalid/],
    ];
    for (const [words, code, says] of rows) {
      const here = ["--profile", join(dir.path, "profile"), "--fingerprint", hex];
      const ran = await runProgram({ launcher, args: ["connect", ...here, ...words, "trust"] });
      assert.equal(ran.code, code, `${words.join(" ")}: ${ran.out}${ran.err}`);
      assert.match(ran.out + ran.err, says, words.join(" "));
      assert.doesNotMatch(ran.err, /no such file|\n\s+at /);
    }
  });
}

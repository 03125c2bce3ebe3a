// The drills of docs/operate.md, line by line as they stand there, on a bank in the executable: what the document says is seen is what
// is seen.
import assert from "node:assert/strict";
import { deskAt, PASSWORD } from "../support/desk.ts";
import { drills, Practice, says } from "../support/drill.ts";
import {
  launcherNamed,
  runProgram,
  type Scratch,
  scratch,
  startServer,
} from "../support/program.ts";
import { join } from "node:path";
import { hasTools, tool } from "../support/shipped.ts";

const launcher = launcherNamed(undefined);
const DRILLS = drills();
const PASSPHRASE = "seven honest horses";

/** The backup of a bank in which ann has paid bob once; made by whichever drill is first. */
let made: Promise<string> | null = null;
const home = scratch();
addEventListener("unload", () => home[Symbol.dispose]());

async function backup(): Promise<string> {
  const data = join(home.path, "data");
  await using server = await startServer({ launcher, data, args: ["--welcome", "100"] });
  const desk = deskAt({ launcher, dir: home, server });
  for (const words of [["ann"], ["bob"], ["desk", "--staff-code", server.staffCode!]]) {
    const { code, err } = await desk.signUp(words[0]!, ...words.slice(1));
    assert.equal(code, 0, err);
  }
  assert.equal((await desk.run("ann", ["transfer", "bob", "1", "--yes"])).code, 0);
  const file = join(home.path, "bank-20261129T020000Z.bankbackup");
  const passphrase = ["--passphrase-file", home.file("passphrase", PASSPHRASE)];
  const ran = await runProgram({ launcher, args: ["backup", file, "--data", data, ...passphrase] });
  assert.equal(ran.code, 0, ran.err);
  assert.equal((await server.stop()).code, 0);
  return file;
}

/** What the document takes for given. */
async function arranged(dir: Scratch): Promise<Practice> {
  const file = await (made ??= backup());
  for (const name of ["backup", "root", "drill"]) Deno.mkdirSync(join(dir.path, name));
  Deno.copyFileSync(file, join(dir.path, "backup", "bank-20261129T020000Z.bankbackup"));
  dir.file("root/passphrase", PASSPHRASE);
  dir.file("root/password", PASSWORD);
  using free = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return new Practice({ dir, launcher, port: free.addr.port });
}

/** What a drill needs that a machine may not have. */
function lacks(lines: readonly string[]): boolean {
  const words = lines.join("\n");
  if (!hasTools("bash", "setsid")) return true;
  if (words.includes("faketime") && !hasTools("faketime")) return true;
  if (!words.includes("mount -t tmpfs")) return false;
  const mounts = tool(["unshare", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]).code === 0;
  if (!mounts) console.log("    (no file system can be mounted here: the full disk is skipped)");
  return !mounts;
}

Deno.test("drills: the document has those of every incident", () => {
  assert.deepEqual([...DRILLS.keys()], [
    "The disk is full",
    "The clock is wrong in the morning",
    "A block is damaged",
    "The machine is stolen",
    "A key is lost",
    "A backup becomes the bank",
  ]);
});

Deno.test("drills: what is seen is compared to the last line and letter", () => {
  const doc = ["Sent 1.00 INR to …", "…", "Ready."];
  for (const good of ["Sent 1.00 INR to bob\nReady.\n", "Sent 1.00 INR to b\na\nb\nReady.\n"]) {
    assert.ok(says(doc, good), good);
  }
  for (const bad of ["Sent 1.00 INR to bob\n", "Sent 1x00 INR to bob\nReady.\n", ""]) {
    assert.ok(!says(doc, bad), bad);
  }
  assert.ok(!says([], "something\n"));
});

for (const [name, lines] of DRILLS) {
  Deno.test({
    name: `drill: ${name}`,
    ignore: lacks(lines.map(({ line }) => line)),
    async fn() {
      using dir = scratch();
      await using practice = await arranged(dir);
      for (const typed of lines) await practice.type(typed);
    },
  });
}

// The executable where there is next to nothing: an empty environment, no HOME, a user without rights, a file system that
// is read-only except for the directories that it is given. Needs root to arrange that; it is run as the user `nobody`.
import assert from "node:assert/strict";
import { join } from "node:path";
import { type Desk, deskAt } from "../support/desk.ts";
import {
  type Launcher,
  runProgram,
  type Scratch,
  scratch,
  startServer,
} from "../support/program.ts";
import { executable, hasTools, tool, within } from "../support/shipped.ts";

const NOBODY_UID = "65534";

/** A user id that no file of the system knows: it has no home. */
const STRANGER = "54321";

/** Makes everything read-only, then only the named directories writable again, and becomes that user. */
const CELL = `set -e
mount --make-rprivate /
for each in data profile; do mount --bind "$1/$each" "$1/$each"; done
for each in / /tmp /var/tmp /dev/shm "$1"; do
  if mountpoint -q "$each"; then mount -o remount,bind,ro "$each"; fi
done
for each in data profile; do mount -o remount,bind,rw "$1/$each"; done
user=$2; shift 2
exec setpriv --reuid "$user" --regid "$user" --clear-groups env -i "$@"
`;

interface Cell extends Disposable {
  readonly dir: Scratch;
  readonly data: string;
  readonly profile: string;
  readonly locked: string;
  /** The program in the cell. */
  in(launcher: Launcher, user?: string): Launcher;
  /** Hands everything in the directory to the user `nobody`. */
  give(): void;
}

function cell(): Cell {
  const dir = scratch();
  const [data, profile, locked] = ["data", "profile", "locked"].map((name) => join(dir.path, name));
  for (const path of [data!, profile!, locked!]) Deno.mkdirSync(path);
  const script = dir.file("cell.sh", CELL);
  const give = () => {
    tool(["chown", "-R", NOBODY_UID, dir.path]);
    tool(["chown", "0", locked!]);
    Deno.chmodSync(dir.path, 0o755);
  };
  give();
  return {
    dir,
    data: data!,
    profile: profile!,
    locked: locked!,
    give,
    in: (launcher, user = NOBODY_UID) =>
      within(launcher, ["unshare", "--mount", "sh", script, dir.path, user]),
    [Symbol.dispose]: () => dir[Symbol.dispose](),
  };
}

/** Whether a cell can be made here, and holds. */
function cellsHold(): boolean {
  if (!hasTools("unshare", "setpriv", "mountpoint", "chown")) return false;
  using made = cell();
  const touch = (...path: string[]) => {
    const { command, args } = made.in({ name: "binary", command: "/usr/bin/touch", args: path });
    return tool([command, ...args]);
  };
  const open = [touch(join(made.data, "here")), touch(join(made.profile, "here"))];
  const closed = [touch(join(made.dir.path, "here")), touch("/tmp/bank-here"), touch("/here")];
  const hold = open.every(({ code }) => code === 0) && closed.every(({ code }) => code !== 0);
  if (!hold) console.log(`    (no mount namespaces here: ${open[0]!.err.trim()}; skipped)`);
  return hold;
}

const program = executable();
const ignore = program === null || !cellsHold();

async function says(launcher: Launcher, words: string, code: number, pattern: RegExp) {
  const ran = await runProgram({
    launcher,
    args: words.split(" ").filter(Boolean),
    wrapper: ["timeout", "30"],
  });
  const seen = `${words}\n${ran.out}${ran.err}`;
  assert.equal(ran.code, code, seen);
  assert.match(ran.out + ran.err, pattern, seen);
  assert.doesNotMatch(ran.out + ran.err, /\n\s+at |NotCapable/, `no stack trace: ${seen}`);
  return ran;
}

async function connected(desk: Desk, user: string, words: string, pattern: RegExp) {
  const ran = await desk.run(user, words.split(" "));
  assert.equal(ran.code, 0, `${words}: ${ran.out}${ran.err}`);
  assert.match(ran.out, pattern);
}

Deno.test({
  name: "executable: env -i, no HOME, nobody, read-only but for its own directories: a bank's day",
  ignore,
  async fn() {
    using made = cell();
    const { dir, data, profile } = made;
    const launcher = made.in(program!);
    await using server = await startServer({ launcher, data, args: ["--welcome", "100"] });
    const desk = deskAt({ launcher, dir, server });
    made.give();
    const ann = await desk.signUp("ann");
    assert.deepEqual([ann.code, ann.answer?.userName], [0, "ann"], ann.err);
    assert.equal((await desk.signUp("bob")).code, 0);
    await connected(desk, "ann", "transfer bob 12.50 --memo tea --yes", /Sent 12\.50 INR to bob/);
    const [last] = (await desk.json("ann", ["history", "--limit", "1"])).out.trim().split("\n");
    const id: string = JSON.parse(last!).transferId;
    await connected(desk, "bob", "alerts --all", /12\.50[\s\S]*tea/);
    const receipt = join(profile, "receipt.json");
    await connected(desk, "ann", `receipt ${id} --out ${receipt}`, /^$/);
    const near = `--host ${server.host} --port ${server.port} --profile ${profile}`;
    await says(launcher, `doctor ${near} --user ann`, 0, /UDP +datagrams pass in both directions/);
    assert.equal((await server.stop("SIGTERM")).code, 0, server.stderr());
    await says(launcher, `verify ${receipt} --profile ${profile}`, 0, /^Genuine[\s\S]*12\.50/);
    const forged = Deno.readTextFileSync(receipt).replaceAll("1250", "9250");
    Deno.writeTextFileSync(receipt, forged);
    await says(launcher, `verify ${receipt} --profile ${profile}`, 1, /^NOT GENUINE/);
    await says(launcher, `audit --data ${data} --deep`, 0, /3 bookings[\s\S]*Everything adds up/);
    await says(launcher, `upgrade-check --data ${data}`, 0, /opens it as it is/);
  },
});

Deno.test({
  name: "executable: env -i, what it tells of itself",
  ignore,
  async fn() {
    using made = cell();
    const launcher = made.in(program!);
    const { version } = JSON.parse(Deno.readTextFileSync("deno.json"));
    const told = new RegExp(`^${RegExp.escape(version)} \\([0-9a-f]{10}\\+?, deno [\\d.]+\\)\\n$`);
    await says(launcher, "--version", 0, told);
    await says(launcher, "--help", 0, /serve[\s\S]*connect[\s\S]*upgrade-check/);
    await says(launcher, "man", 0, /^\.TH [\s\S]*\.SH /);
  },
});

Deno.test({
  name: "executable: env -i, help in every usual way, completions that the shells can read",
  ignore,
  async fn() {
    using made = cell();
    const launcher = made.in(program!);
    for (const words of ["", "-h", "--help", "help"]) {
      await says(launcher, words, 0, /Usage: bank serve/);
    }
    for (const words of ["connect -h", "connect help", "connect --help"]) {
      await says(launcher, words, 0, /Usage: bank connect \[COMMAND\]/);
    }
    await says(launcher, "-V", 0, /^\d+\.\d+\.\d+ /);
    await says(launcher, "pay", 2, /Did you mean `bank connect transfer`\?/);
    const balance = await says(launcher, "connect balnce", 2, /Did you mean balance\?/);
    assert.equal(balance.err.match(/Did you mean/g)?.length, 1, balance.err);
    await says(launcher, "connect login", 2, /Did you mean `bank connect log-in`\?/);
    await says(launcher, "completions bash", 0, /complete .*bank/);
    await says(launcher, "completions zsh", 0, /#compdef bank/);
    await says(launcher, "completions fish", 0, /complete -c bank/);
    for (const shell of ["bash", "zsh", "fish"].filter((name) => hasTools(name))) {
      const { out } = await runProgram({ launcher, args: ["completions", shell] });
      const checked = tool([shell, "-n", made.dir.file("completion", out)]);
      assert.deepEqual([checked.code, checked.err], [0, ""], `${shell} reads its completions`);
    }
  },
});

Deno.test({
  name: "executable: env -i, `bank doctor` looks at the data directory",
  ignore,
  async fn() {
    using made = cell();
    const launcher = made.in(program!);
    const { data, locked } = made;
    Deno.chmodSync(data, 0o700);
    await says(launcher, `doctor --data ${data} --port 1`, 0, /ok +data[\s\S]*ok +disk +\d+ MiB/);
    await says(launcher, `doctor --data ${locked}`, 1, /FAIL +data .* may not be written/);
    Deno.chmodSync(data, 0o755);
    await says(launcher, `doctor --data ${data}`, 1, /FAIL +data .* can be read by others/);
  },
});

Deno.test({
  name: "executable: env -i, clear words where it may not write or has no place",
  ignore,
  async fn() {
    using made = cell();
    const { dir, data, locked, profile } = made;
    const launcher = made.in(program!);
    const stranger = made.in(program!, STRANGER);
    const writable = /choose one that this user may write with --data DIR/;
    await says(launcher, `serve --port 0 --data ${locked}`, 1, writable);
    await says(launcher, `serve --port 0 --data ${dir.path}/new`, 1, writable);
    await says(launcher, `serve --port 0 --data ${dir.path}/cell.sh`, 1, writable);
    await says(launcher, "serve --port 0", 1, writable);
    await says(stranger, "serve --port 0", 2, /place for the bank's data.*--data DIR/);
    await says(stranger, "audit", 2, /place for the bank's data.*--data DIR/);
    await using server = await startServer({ launcher, data });
    const { host, port, fingerprint } = server;
    const at = `connect --host ${host} --port ${port} --fingerprint ${fingerprint}`;
    await says(stranger, `${at} balance`, 2, /place for the client's files.*--profile DIR/);
    const other = /Cannot use the client's files in .*name another place with --profile DIR/;
    await says(launcher, `${at} balance`, 1, other);
    await says(launcher, `${at} --profile ${locked} balance`, 1, other);
    await says(launcher, `${at} --profile ${profile} balance`, 3, /log-in/);
    await says(
      launcher,
      `${at} --profile ${profile} --password-file ${locked}/x balance`,
      2,
      /--user/,
    );
  },
});

// Accounts of customers as commands of the staff between real processes: a look that its owner reads, a freeze that outlives a kill of the
// bank and that its owner cannot undo, and what staff have done.
import { join } from "node:path";
import { deskAt, PASSWORD, runTable } from "../support/desk.ts";
import { launcherNamed, scratch, startServer } from "../support/program.ts";

const launcher = launcherNamed(undefined);

Deno.test("customers: looked at, frozen and let go by staff, told to the owner; also when the bank is killed", async () => {
  using dir = scratch();
  const options = { launcher, data: join(dir.path, "data"), args: ["--welcome", "100"] };
  await using first = await startServer(options);
  const desk = deskAt({ launcher, dir, server: first });
  await desk.signUp("ann", "--name", "Ann Lee");
  await desk.signUp("mona", "--name", "Mona Das", "--staff-code", first.staffCode!);
  const proof = ["--password-file", dir.file("password", PASSWORD)];
  const act = (verb: string, reason: string) => [`account-${verb}`, "ann", "--reason", reason];
  await runTable(desk, [
    ["ann", act("view", "curious"), 1, /Only staff/],
    ["mona", ["account-view", "ann"], 2, /--reason/],
    ["mona", ["account-view", "nobody", "--reason", "x"], 1, /Nobody|nobody/],
    [
      "mona",
      act("view", "asks about a fee"),
      0,
      /Ann Lee \(ann\), account .*, open\nOpened .*1 session/,
    ],
    ["ann", ["alerts"], 0, /! Staff have looked at your account: asks about a fee/],
    [
      "mona",
      ["account-freeze", "mona", "--reason", "x"],
      1,
      /Another member of staff has to do this/,
    ],
    ["mona", act("freeze", "a stolen phone"), 0, /Ann Lee, account .*, is frozen: nothing is paid/],
    ["ann", ["transfer", "mona", "1", "--yes"], 3, /./],
  ]);
  await first.stop("SIGKILL");
  await using _second = await startServer({ ...options, port: first.port });
  await runTable(desk, [
    ["ann", [...proof, "log-in"], 0, /./],
    ["ann", ["transfer", "mona", "1", "--yes"], 1, /is frozen/],
    ["ann", ["account"], 0, /Frozen by +staff: a stolen phone\. Talk to them/],
    ["ann", [...proof, "unfreeze"], 1, /staff have frozen your account: a stolen phone\. Talk/],
    ["mona", act("view", "she is here"), 0, /frozen; frozen by staff: a stolen phone/],
    ["mona", act("unfreeze", "a new phone"), 2, /--password-file/],
    ["mona", [...proof, ...act("unfreeze", "a new phone")], 0, /Ann Lee, account .*, is open\./],
    ["ann", ["transfer", "mona", "1", "--yes"], 0, /./],
    ["ann", ["alerts", "--all"], 0, /! Staff have let your account go again: a new phone/],
    ["ann", ["staff-acts"], 1, /Only staff/],
    ["mona", ["staff-acts"], 0, /Mona Das +staff froze +Ann Lee +a stolen phone\n/],
    ["mona", ["staff-acts", "2020-01-01"], 0, /Staff have done nothing on that day/],
    ["mona", ["staff-acts", "yesterday"], 2, /Cannot read day "yesterday"/],
    ["mona", ["audit"], 0, /./],
  ]);
});

// The bank that the Debian package runs, on a machine of its own: its unit under systemd, or, without one, the command line of the
// unit as a user that no file knows.
import assert from "node:assert/strict";
import { linesOf, runProgram, serverOf, type ServerProcess } from "../program.ts";
import type { House, Housed } from "./form.ts";
import type { Machine } from "./machine.ts";

const DATA = "/var/lib/bank";
const HOST = "127.0.0.1";
const BACKUPS = "/var/lib/bank-backups";

/** Of those that systemd gives to services that have no user of their own. */
const USER = "61234";

/** Seconds. */
const PATIENCE = "60";

export function debHouse(machine: Machine): House {
  return {
    client: machine.program("bank"),
    data: DATA,
    start({ port, options: more }) {
      const options = ["--host", HOST, "--port", String(port), "--http", "0", ...more];
      const settings = `BANK_OPTIONS=--json ${options.join(" ")}`;
      machine.does("sh", "-c", 'echo "$1" >/etc/bank/bank.env', "sh", settings);
      return machine.without === null ? underSystemd(machine) : byHand(machine, options);
    },
    run: (...args) => runProgram({ launcher: machine.program("bank"), args }),
    // deno-lint-ignore require-await -- as those that have to wait
    async backup() {
      if (machine.without === null) machine.does("systemctl", "start", "bank-backup.service");
      else machine.does(...AS_USER, ...commandOf(machine, "bank-backup", []));
      return machine.does("sh", "-c", `ls -d ${BACKUPS}/*.bankbackup`).trim();
    },
  };
}

async function underSystemd(machine: Machine): Promise<Housed> {
  machine.does("systemctl", "start", "bank");
  const of = (key: string) => machine.does("systemctl", "show", "bank", "-P", key).trim();
  const told = ["-o", "cat", `_SYSTEMD_INVOCATION_ID=${of("InvocationID")}`];
  const { command, args } = machine.program("timeout", PATIENCE, "journalctl", "-f", ...told);
  const following = new Deno.Command(command, {
    args: [...args, "-n", "all"],
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const { lines, cancel } = linesOf(following.stdout);
  let staffCode: string | null = null;
  const said: string[] = [];
  try {
    for await (const text of lines) {
      said.push(text);
      const event = text.startsWith("{") ? JSON.parse(text) : {};
      if (event.event === "staff_code") staffCode = event.code;
      if (event.event !== "ready") continue;
      const { tcp: port, http, metrics, fingerprint } = event;
      const stop = () => {
        machine.does("systemctl", "stop", "bank");
        assert.deepEqual([of("Result"), of("ExecMainStatus")], ["success", "0"]);
        const all = machine.does("journalctl", ...told).split("\n");
        return Promise.resolve(all.filter((line) => line !== "" && line[0] !== "{").join("\n"));
      };
      return { server: { host: HOST, port, fingerprint }, http, metrics, staffCode, stop };
    }
  } finally {
    const over = following.status;
    await cancel();
    try {
      following.kill("SIGTERM");
    } catch {
      // It has ended with its time.
    }
    await over;
  }
  throw new Error(`The service did not get ready: ${said.join("\n")}`);
}

/** What systemd would run, with the options in place of their names. */
function commandOf(machine: Machine, unit: string, options: readonly string[]): string[] {
  const text = machine.does("cat", `/usr/lib/systemd/system/${unit}.service`);
  const [, command = ""] = /^ExecStart=(.*)$/m.exec(text)!;
  return command.split(" ").flatMap((word) =>
    word === "$BANK_OPTIONS" ? options : word.startsWith("$BANK_") ? [] : word
  ).map((word) => word.replace("${STATE_DIRECTORY}", DATA));
}

const AS_USER = [
  "setpriv",
  "--reuid",
  USER,
  "--regid",
  USER,
  "--clear-groups",
  "--no-new-privs",
  "--bounding-set=-all",
];

async function byHand(machine: Machine, options: readonly string[]): Promise<Housed> {
  for (const each of [DATA, BACKUPS]) {
    machine.does("install", "-d", "-m", "700", "-o", USER, "-g", USER, each);
  }
  const words = [...AS_USER, ...commandOf(machine, "bank", ["--json", ...options])];
  const { command, args } = machine.program(words[0]!, ...words.slice(1));
  const server = await serverOf([command, ...args], HOST);
  return housed(server, () => void machine.does("sh", "-c", "kill $(pidof bank)"));
}

/** @param end asks it to. */
export function housed(server: ServerProcess, end?: () => void): Housed {
  return {
    server,
    http: server.http!,
    metrics: server.metrics!,
    staffCode: server.staffCode,
    async stop() {
      end?.();
      const { code } = await (end ? server.ended : server.stop());
      assert.equal(code, 0, server.stderr());
      return server.stderr().trim();
    },
  };
}

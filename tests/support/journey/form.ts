// The forms in which the bank is shipped, for the journey over all of them: where each is, how its bank is started and backed up, and
// what a form cannot do.
import assert from "node:assert/strict";
import { join } from "node:path";
import { NODE_VERSIONS, nodeOf } from "../nodes.ts";
import {
  type Launcher,
  launchers,
  type Ran,
  runProgram,
  type Scratch,
  startServer,
} from "../program.ts";
import { executable, NATIVE_DEB, released } from "../shipped.ts";
import { debHouse, housed } from "./deb.ts";
import { Machine } from "./machine.ts";

/** A bank that runs. */
export interface Housed {
  readonly server: {
    readonly host: string;
    readonly port: number;
    readonly fingerprint: string;
  };
  /** Port of its site. */
  readonly http: number;
  /** Port of its figures. */
  readonly metrics: number;
  readonly staffCode: string | null;
  /** Ends it in order, which has to work. @returns what it had to say on its way. */
  stop(): Promise<string>;
}

export interface Starting {
  /** 0 takes a free one. */
  readonly port: number;
  /** More options of `serve`. */
  readonly options: readonly string[];
}

/** Where a bank of some form lives. */
export interface House {
  /** The program in the hands of a customer. */
  readonly client: Launcher;
  readonly data: string;
  start(starting: Starting): Promise<Housed>;
  /** The program in the hands of who looks after the bank. */
  run(...words: readonly string[]): Promise<Ran>;
  /** @returns the file. */
  backup(): Promise<string>;
}

export interface Form {
  readonly name: string;
  /** Why it is left out; null where it is there. */
  readonly missing: string | null;
  /** Without SQLite in the runtime a running bank cannot be read. */
  readonly readsRunning: boolean;
  /** Whether its papers are also held against the rules of PDF/UA and PDF/A, which takes some seconds. */
  readonly validates: boolean;
  /** @returns why it cannot be there after all. */
  open(dir: Scratch, stack: AsyncDisposableStack): Promise<House | string>;
}

function plainHouse(launcher: Launcher, dir: Scratch, stack: AsyncDisposableStack): House {
  const data = join(dir.path, "data");
  const run = (...args: readonly string[]) => runProgram({ launcher, args });
  return {
    client: launcher,
    data,
    run,
    async start({ port, options: args }) {
      return housed(stack.use(await startServer({ launcher, data, port, args })));
    },
    async backup() {
      const file = join(dir.path, "a.bankbackup");
      const { code, err } = await run("backup", file, "--data", data);
      assert.equal(code, 0, err);
      return file;
    },
  };
}

const plain = (launcher: Launcher | null, missing: string): Pick<Form, "missing" | "open"> => ({
  missing: launcher ? null : missing,
  open: (dir, stack) => Promise.resolve(plainHouse(launcher!, dir, stack)),
});

const deb = released(NATIVE_DEB);
const all = launchers();
const installed = all.find(({ name }) => name === "node");

const onNode = (version: typeof NODE_VERSIONS[number]): Form => {
  const node = installed ? nodeOf(version) : null;
  const launcher: Launcher | null = node
    ? { name: "node", command: node, args: [installed!.command] }
    : null;
  return {
    name: `npm, Node ${version}`,
    validates: version === "22",
    readsRunning: !version.startsWith("20"),
    ...plain(launcher, installed ? `npm cannot bring Node ${version}` : "no dist/bank-*.tgz"),
  };
};

/** Every form, also those that cannot be tried here. */
export const FORMS: readonly Form[] = [
  {
    name: "executable",
    readsRunning: true,
    validates: true,
    ...plain(executable(), "no dist/bank"),
  },
  {
    name: "Debian package",
    readsRunning: true,
    validates: false,
    missing: deb ? null : "no package in dist/release",
    async open(dir, stack) {
      const machine = await Machine.boot(dir, deb!);
      return typeof machine === "string" ? machine : debHouse(stack.use(machine));
    },
  },
  ...NODE_VERSIONS.map(onNode),
  { name: "source", readsRunning: true, validates: false, ...plain(all[0]!, "no source") },
];

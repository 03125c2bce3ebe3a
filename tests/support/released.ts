// The packages of releases that are kept in tests/releases: installed once, as a launcher and as a library that is asked line
// by line in a Node of its own.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { AlertView } from "../../api/answers.ts";
import { npmPackages } from "./installed.ts";
import { type Launcher, linesOf, ROOT } from "./program.ts";
import type { Json } from "./rest_client.ts";
import type { Outcome } from "./two_faces.ts";

export const RELEASES = join(ROOT, "tests", "releases");

/** Of every release whose package is kept, the oldest first. */
export const VERSIONS: readonly string[] = readdirSync(RELEASES)
  .flatMap((name) => /^bank-([\d.]+)\.tgz$/.exec(name)?.[1] ?? []).sort();

export interface Released {
  readonly version: string;
  readonly launcher: Launcher;
  /** What its method table had. */
  readonly methods: ReadonlySet<string>;
  /** The kinds of notices that it knows. */
  readonly noticeKinds: ReadonlySet<string>;
  /** The kinds of entries, likewise. */
  readonly entryKinds: ReadonlySet<string>;
  readonly library: string;
}

/** @returns null, after saying so, where npm cannot install it. */
function releasedPackage(version: string): Released | null {
  const tarball = join(RELEASES, `bank-${version}.tgz`);
  const home = npmPackages({ name: `bank-${version}`, packages: [tarball] });
  if (home === null) return null;
  const at = join(home, "node_modules", "bank", "dist");
  const types = readFileSync(join(at, "client.d.ts"), "utf8");
  const methods = [...types.matchAll(/^ {2}(\w+): \{ params: /gm)].map(([, name]) => name!);
  const kindsOf = (form: RegExp) =>
    new Set([...form.exec(types)![1]!.matchAll(/"(\w+)"/g)].map(([, kind]) => kind!));
  return {
    version,
    launcher: { name: "node", command: join(home, "node_modules", ".bin", "bank"), args: [] },
    methods: new Set(methods),
    noticeKinds: kindsOf(/stream: "notice"; number: number; kind: ([^;]+);/),
    entryKinds: kindsOf(/stream: "entry"; number: number; transferId: string; kind: ([^;]+);/),
    library: join(at, "client.mjs"),
  };
}

export interface Library extends AsyncDisposable {
  /** One connection for each name. */
  call(who: string, method: string, params: Json): Promise<Outcome>;
  /** Listens from the first alert on. */
  listen(who: string): Promise<void>;
  /** Settles when so many alerts have come. */
  heard(who: string, count: number): Promise<readonly AlertView[]>;
}

interface Said {
  readonly id?: number;
  readonly outcome?: Outcome;
  readonly who?: string;
  readonly alerts?: readonly AlertView[];
}

/** The library in a program on Node, connected to a bank. */
export function released(
  { library }: Released,
  bank: { readonly host: string; readonly port: number; readonly fingerprint: string },
): Library {
  const program = join(ROOT, "tests", "support", "released_library.mjs");
  const child = new Deno.Command("node", {
    args: [program, library, JSON.stringify(bank)],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const writer = child.stdin.getWriter();
  const waiting = new Map<number, (outcome: Outcome) => void>();
  const alerts = new Map<string, AlertView[]>();
  let [nextId, wake] = [1, () => {}];
  const reading = (async () => {
    for await (const text of linesOf(child.stdout).lines) {
      const { id, outcome, who, alerts: more } = JSON.parse(text) as Said;
      if (id !== undefined) waiting.get(id)!(outcome!);
      else alerts.set(who!, [...alerts.get(who!) ?? [], ...more!]);
      wake();
    }
  })();
  const ask = async (request: Json): Promise<Outcome> => {
    const id = nextId++;
    const answer = new Promise<Outcome>((resolve) => waiting.set(id, resolve));
    await writer.write(new TextEncoder().encode(JSON.stringify({ id, ...request }) + "\n"));
    return await answer;
  };
  return {
    call: (who, method, params) => ask({ who, method, params }),
    async listen(who) {
      assert.equal((await ask({ who, listen: true })).code, "ok");
    },
    async heard(who, count) {
      while ((alerts.get(who)?.length ?? 0) < count) {
        await new Promise<void>((resolve) => wake = resolve);
      }
      return alerts.get(who)!;
    },
    async [Symbol.asyncDispose]() {
      await writer.close();
      await child.status;
      await reading;
    },
  };
}

/** Whether there is a Node to run it, and the package is there. */
export function installedReleases(): readonly Released[] {
  return VERSIONS.flatMap((version) => releasedPackage(version) ?? []).filter(({ library }) =>
    existsSync(library)
  );
}

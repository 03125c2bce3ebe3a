// The npm packages that the product is made of, as the lock file knows them: versions, sums, licences, and which needs which.
import { Buffer } from "node:buffer";
import * as fs from "node:fs";
import { join } from "node:path";
import { ROOT } from "./bundle.ts";

interface Locked {
  readonly integrity: string;
  readonly dependencies?: readonly string[];
  readonly optionalDependencies?: readonly string[];
}

interface Lock {
  readonly specifiers: Readonly<Record<string, string>>;
  readonly npm: Readonly<Record<string, Locked>>;
}

export interface Package {
  /** As in the lock file. */
  readonly id: string;
  readonly name: string;
  readonly version: string;
  /** Of the package's archive, in hex. */
  readonly sum: { readonly algorithm: string; readonly hex: string };
  /** An SPDX expression. */
  readonly licence: string;
  /** Ids of those that it needs, or takes where they fit the machine. */
  readonly needs: readonly string[];
  /** Only where it fits the machine. */
  readonly optional: boolean;
}

/** Only built and tested with: not in what is shipped. */
const NOT_SHIPPED = /^(?:esbuild|fast-check|playwright-core|axe-core|standardwebhooks|@types\/.*)$/;

/** In the package for plain Node alone: Deno has its own. */
export const NODE_ONLY: readonly string[] = ["@deno/kv", "@hono/node-server"];

/** @returns the packages that the product names itself (by id), and all that these bring along. */
export function shippedPackages(): {
  readonly direct: readonly string[];
  readonly all: readonly Package[];
} {
  const { specifiers, npm } = JSON.parse(
    fs.readFileSync(join(ROOT, "deno.lock"), "utf8"),
  ) as Lock;
  const ids = new Map(Object.keys(npm).map((id) => [nameOf(id), id]));
  // Two versions of one package are named with their versions.
  const idOf = (named: string) => Object.hasOwn(npm, named) ? named : ids.get(named)!;
  const direct = Object.entries(specifiers).flatMap(([specifier, version]) => {
    const name = nameOf(specifier.replace(/^npm:/, ""));
    return NOT_SHIPPED.test(name) ? [] : [idOf(`${name}@${version}`)];
  });
  const all = new Map<string, Package>();
  const add = (id: string, optional: boolean) => {
    if (all.has(id)) return;
    const { dependencies = [], optionalDependencies = [], integrity } = npm[id]!;
    const needs = [...dependencies, ...optionalDependencies].map(idOf).sort();
    const [name, version] = [nameOf(id), /^@?[^@]+@([^_]+)/.exec(id)![1]!];
    all.set(id, { id, name, version, sum: sumOf(integrity), licence: "", needs, optional });
    for (const need of dependencies) add(idOf(need), optional);
    for (const need of optionalDependencies) add(idOf(need), true);
  };
  for (const id of direct) add(id, false);
  const licensed = [...all.values()].map((one) => ({ ...one, licence: licenceOf(one, all) }));
  return { direct: direct.sort(), all: licensed.sort((a, b) => a.id < b.id ? -1 : 1) };
}

function nameOf(id: string): string {
  return /^@?[^@]+/.exec(id)![0];
}

function sumOf(integrity: string): Package["sum"] {
  const [algorithm = "", base64 = ""] = integrity.split("-");
  const hex = Buffer.from(base64, "base64").toString("hex");
  return { algorithm: algorithm.toUpperCase().replace("SHA", "SHA-"), hex };
}

/** What its own package.json says. Parts for other machines are not installed here: they are their parent's. */
function licenceOf({ id, name, version }: Package, all: ReadonlyMap<string, Package>): string {
  const kept = `${name.replace("/", "+")}@${version}`;
  const path = join(ROOT, "node_modules", ".deno", kept, "node_modules", name);
  if (fs.existsSync(path)) return licenceIn(path);
  const parent = [...all.values()].find(({ needs }) => needs.includes(id));
  if (!parent) throw new Error(`${id} is not installed: its licence is not known`);
  return licenceOf(parent, all);
}

function licenceIn(path: string): string {
  const { license } = JSON.parse(fs.readFileSync(join(path, "package.json"), "utf8")) as {
    readonly license?: unknown;
  };
  if (typeof license === "string" && license !== "") return license;
  // One author says it in the licence alone.
  if (fs.readFileSync(join(path, "LICENSE"), "utf8").startsWith("MIT License\n")) return "MIT";
  throw new Error(`${path} does not say its licence`);
}

// What is inside a release, as CycloneDX 1.6: the archives and packages that are published, the two forms that they hold, every npm
// package in them with licence and sum, the runtime that is most of the executable with the crates that it names, and which of all
// these needs which.
import { createHash } from "node:crypto";
import process from "node:process";
import { DatabaseSync } from "node:sqlite";
import { COMMIT, VERSION } from "./bundle.ts";
import type { Crate } from "./crates.ts";
import { NODE_ONLY, type Package, shippedPackages } from "./packages.ts";

const purlOf = ({ name, version }: Pick<Package, "name" | "version">) =>
  `pkg:npm/${name.replace("@", "%40")}@${version}`;

function library(one: Package) {
  const { name, version, sum, licence, optional } = one;
  return {
    type: "library",
    "bom-ref": purlOf(one),
    name,
    version,
    scope: optional ? "optional" : "required",
    hashes: [{ alg: sum.algorithm, content: sum.hex }],
    licenses: [
      /[ ()]/.test(licence) ? { expression: licence } : { license: { id: licence } },
    ],
    purl: purlOf(one),
  };
}

/** The two forms: one executable (also in the .deb and the archive), and a package for plain Node. */
const EXECUTABLE = "bank-executable";
const NPM = "bank-npm";

function form(ref: string, description: string) {
  return {
    type: "application",
    "bom-ref": ref,
    name: ref,
    version: VERSION,
    description,
    licenses: [{ license: { id: "MIT" } }],
  };
}

interface Part {
  readonly name: string;
  readonly version: string;
  readonly publisher: string;
  readonly licence: string;
  readonly purl: string;
  readonly cpe: string;
}

/** What Deno of this version has in it, as far as it says so itself. */
function runtimeParts(): Part[] {
  const { deno = "", v8 } = process.versions as Readonly<Record<string, string>>;
  const database = new DatabaseSync(":memory:");
  const row = database.prepare("SELECT sqlite_version() AS version").get() as { version: string };
  database.close();
  const v8Version = v8!.replace(/-.*$/, "");
  return [{
    name: "deno",
    version: deno,
    publisher: "Deno Land Inc.",
    licence: "MIT",
    purl: `pkg:github/denoland/deno@v${deno}`,
    cpe: `cpe:2.3:a:deno:deno:${deno}:*:*:*:*:*:*:*`,
  }, {
    name: "v8",
    version: v8Version,
    publisher: "Google",
    licence: "BSD-3-Clause",
    purl: `pkg:github/v8/v8@${v8Version}`,
    cpe: `cpe:2.3:a:google:v8:${v8Version}:*:*:*:*:*:*:*`,
  }, {
    name: "sqlite",
    version: row.version,
    publisher: "SQLite",
    licence: "blessing",
    purl: `pkg:generic/sqlite@${row.version}`,
    cpe: `cpe:2.3:a:sqlite:sqlite:${row.version}:*:*:*:*:*:*:*`,
  }];
}

function platform({ name, version, publisher, licence, purl, cpe }: Part) {
  return {
    type: name === "deno" ? "platform" : "library",
    "bom-ref": purl,
    publisher,
    name,
    version,
    scope: "required",
    licenses: [{ license: { id: licence } }],
    cpe,
    purl,
  };
}

const crateRef = ({ name, version }: Crate) => `pkg:cargo/${name}@${encodeURIComponent(version)}`;

/** An executable says neither the licence nor the sum of what it is made of. */
function crateLibrary(crate: Crate) {
  const { name, version } = crate;
  const purl = crateRef(crate);
  return { type: "library", "bom-ref": purl, name, version, scope: "required", purl };
}

/** Not shipped: a machine that installs the npm package has it already. */
const NODE = {
  type: "platform",
  "bom-ref": "node",
  name: "node",
  description:
    "Plain Node of 20.11 or later, which the npm package runs on and does not bring along.",
  scope: "excluded",
  licenses: [{ license: { id: "MIT" } }],
};

export interface BomOptions {
  /** Seconds since 1970 of the commit. */
  readonly epoch: string;
  /** What is published of this program: one for each platform and form. */
  readonly packages: readonly { readonly name: string; readonly sha256: string }[];
  /** What the executables name of their runtime. */
  readonly crates: readonly Crate[];
}

/** Which of all these needs which, by their references. */
function graph(parts: readonly Part[], crates: readonly Crate[]) {
  const { direct, all } = shippedPackages();
  const refs = new Map(all.map((one) => [one.id, purlOf(one)]));
  const named = (ids: readonly string[]) => ids.map((id) => refs.get(id)!);
  const nodeOnly = new Set(all.filter(({ name }) => NODE_ONLY.includes(name)).map(({ id }) => id));
  const [deno, ...rest] = parts.map(({ purl }) => purl);
  const inDeno = [...rest, ...crates.map(crateRef)];
  const everywhere = direct.filter((id) => !nodeOnly.has(id));
  return [
    { ref: "bank", dependsOn: [EXECUTABLE, NPM] },
    { ref: EXECUTABLE, dependsOn: [deno!, ...named(everywhere)] },
    { ref: NPM, dependsOn: [NODE["bom-ref"], ...named(direct)] },
    { ref: deno!, dependsOn: inDeno },
    ...[...inDeno, NODE["bom-ref"]].map((ref) => ({ ref, dependsOn: [] })),
    ...all.map(({ id, needs }) => ({ ref: refs.get(id)!, dependsOn: named(needs) })),
  ];
}

export function bom({ epoch, packages, crates }: BomOptions): string {
  const parts = runtimeParts();
  const dependencies = graph(parts, crates);
  const components = [
    form(
      EXECUTABLE,
      "One executable with its runtime; also in the Debian packages and the archives.",
    ),
    form(NPM, "A package for plain Node, with the client library."),
    ...parts.map(platform),
    ...crates.map(crateLibrary),
    NODE,
    ...shippedPackages().all.map(library),
  ];
  const document = {
    metadata: {
      timestamp: new Date(Number(epoch) * 1_000).toISOString(),
      tools: { components: [{ type: "application", name: "build/sbom.ts", version: COMMIT }] },
      component: {
        ...form("bank", `commit ${COMMIT}`),
        name: "bank",
        purl: `pkg:generic/bank@${VERSION}`,
        components: packages.map(({ name, sha256 }) => ({
          type: "file",
          name,
          hashes: [{ alg: "SHA-256", content: sha256 }],
        })),
      },
    },
    components,
    dependencies,
    // What Deno is made of is known as far as the executable tells it.
    compositions: [{ aggregate: "incomplete", dependencies: [parts[0]!.purl] }],
  };
  return JSON.stringify(
    {
      $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
      bomFormat: "CycloneDX",
      specVersion: "1.6",
      serialNumber: serialOf(JSON.stringify(document)),
      version: 1,
      ...document,
    },
    null,
    2,
  ) + "\n";
}

/** The same contents have the same number (a UUID of version 8, RFC 9562). */
function serialOf(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  const variant = "89ab"[Number.parseInt(hex[16]!, 16) % 4];
  const groups = [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`];
  return `urn:uuid:${[...groups, `${variant}${hex.slice(17, 20)}`, hex.slice(20, 32)].join("-")}`;
}

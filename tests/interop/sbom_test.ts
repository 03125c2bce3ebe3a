// The list of contents of a release in the hands of those who read such lists: it is CycloneDX by the strict schema and by the
// library of its authors, and it names everything that is in the bundles, with licence, sum and what needs it.
import assert from "node:assert/strict";
import { bundle } from "../../build/bundle.ts";
import { NODE_ONLY } from "../../build/packages.ts";
import { bom } from "../../build/sbom.ts";
import { pythonWith } from "../support/installed.ts";
import { scratch } from "../support/program.ts";
import { tool } from "../support/shipped.ts";

interface Component {
  readonly "bom-ref": string;
  readonly type: string;
  readonly name: string;
  readonly version?: string;
  readonly purl?: string;
  readonly cpe?: string;
  readonly scope?: string;
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
  readonly licenses?: readonly unknown[];
}

interface Contents {
  readonly serialNumber: string;
  readonly metadata: { readonly component: Component };
  components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
  readonly compositions: readonly unknown[];
}

const packages = [{ name: "bank_0.1.0_arm64.deb", sha256: "0".repeat(64) }];
const crates = [{ name: "rustls", version: "0.23.28" }, { name: "ash", version: "0.38.0+1.3.281" }];
const given = { epoch: "1790000000", packages, crates };
const text = bom(given);
const contents: Contents = JSON.parse(text);

const python = pythonWith({
  name: "sbom",
  packages: ["cyclonedx-python-lib[validation]==11.12.0"],
});

const READER = `
import json, sys
from cyclonedx.model.bom import Bom
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
text = open(sys.argv[1]).read()
print(JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) or "valid")
bom = Bom.from_json(json.loads(text))
bom.validate()
print(len(bom.components), len(bom.dependencies))
`;

function read(list: string): string {
  using dir = scratch();
  const { out, err } = tool([python!, "-c", READER, dir.file("bom.json", list)]);
  return out + err;
}

Deno.test({
  name:
    "SBOM: valid by the strict schema, read by the library of CycloneDX, and refused when it is not",
  ignore: python === null,
  fn() {
    const { components, dependencies } = contents;
    assert.equal(read(text), `valid\n${components.length} ${dependencies.length}\n`);
    assert.doesNotMatch(read(text.replace('"type": "library"', '"type": "thing"')), /^valid/);
  },
});

/** Everything that can be reached from there in the graph. */
function needed({ dependencies }: Contents, from: string): Set<string> {
  const graph = new Map(dependencies.map(({ ref, dependsOn }) => [ref, dependsOn]));
  const found = new Set<string>();
  const visit = (ref: string) => {
    if (found.has(ref)) return;
    found.add(ref);
    graph.get(ref)?.forEach(visit);
  };
  visit(from);
  return found;
}

/** @returns packages of a bundle, by what they were built from, that the list does not have under its form. */
function missing(given: Contents, form: string, sources: readonly string[]): string[] {
  const listed = needed(given, form);
  const there = new Set(
    given.components.filter((one) => listed.has(one["bom-ref"])).map(({ purl }) => purl),
  );
  const built = sources.flatMap((path) => {
    const [, version, name] =
      /\.deno\/[^/]+@([^/_]+)[^/]*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path) ?? [];
    return name ? [`pkg:npm/${name.replace("@", "%40")}@${version}`] : [];
  });
  return [...new Set(built)].filter((purl) => !there.has(purl));
}

for (const [platform, form] of [["deno", "bank-executable"], ["node", "bank-npm"]] as const) {
  Deno.test(`SBOM: every package in the bundle for ${platform} is in it, and one that is not is noticed`, async () => {
    using dir = scratch();
    const { outputs } = await bundle({ platform, outdir: dir.path });
    const sources = Object.values(outputs).flatMap(({ inputs }) => Object.keys(inputs));
    assert.deepEqual(missing(contents, form, sources), []);
    const components = contents.components.filter(({ name }) => name !== "zod");
    assert.match(String(missing({ ...contents, components }, form, sources)), /^pkg:npm\/zod@4/);
  });
}

Deno.test("SBOM: each component but crates has a licence; each package its sum, and another one that needs it", () => {
  const { components, metadata, dependencies } = contents;
  const reached = needed(contents, metadata.component["bom-ref"]);
  assert.deepEqual(components.filter((one) => !reached.has(one["bom-ref"])), []);
  assert.equal(dependencies.length, components.length + 1);
  for (const { name, licenses, hashes, purl, type } of components) {
    assert.equal(licenses?.length, purl?.startsWith("pkg:cargo/") ? undefined : 1, name);
    if (type === "library" && purl?.startsWith("pkg:npm/")) {
      assert.match(hashes?.[0]?.content ?? "", /^[0-9a-f]{128}$/, name);
    }
  }
});

Deno.test("SBOM: the executable has its runtime by versions that scanners know, the npm package has none", () => {
  const inExecutable = needed(contents, "bank-executable");
  const runtime = contents.components.filter(({ cpe }) => cpe !== undefined);
  assert.deepEqual(runtime.map(({ name }) => name), ["deno", "v8", "sqlite"]);
  for (const { name, cpe, version, purl, "bom-ref": ref } of runtime) {
    assert.match(version ?? "", /^\d+\.\d+\.\d+/);
    assert.ok(cpe!.includes(`:${version}:`) && purl!.endsWith(version!), name);
    assert.ok(inExecutable.has(ref));
    assert.ok(!needed(contents, "bank-npm").has(ref));
  }
  for (const name of NODE_ONLY) {
    const [one] = contents.components.filter((component) => component.name === name);
    assert.ok(!inExecutable.has(one!["bom-ref"]), `${name} is not in the executable`);
  }
});

Deno.test("SBOM: crates are the runtime's alone, by names that scanners know, and are not said to be all of them", () => {
  const refs = ["pkg:cargo/rustls@0.23.28", "pkg:cargo/ash@0.38.0%2B1.3.281"];
  const listed = contents.components.flatMap(({ purl = "" }) =>
    purl.startsWith("pkg:cargo/") ? [purl] : []
  );
  assert.deepEqual(listed, refs);
  const deno = contents.components.find(({ name }) => name === "deno")!["bom-ref"];
  const inDeno = contents.dependencies.find(({ ref }) => ref === deno)!.dependsOn;
  assert.deepEqual(refs.filter((ref) => !inDeno.includes(ref)), []);
  assert.ok(refs.every((ref) => !needed(contents, "bank-npm").has(ref)));
  assert.deepEqual(contents.compositions, [{ aggregate: "incomplete", dependencies: [deno] }]);
});

Deno.test("SBOM: the same sources have the same list, with a number of its own", () => {
  assert.equal(bom({ ...given }), text);
  assert.match(contents.serialNumber, /^urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  for (const other of [{ epoch: "1790000001" }, { packages: [] }, { crates: [] }]) {
    assert.notEqual(JSON.parse(bom({ ...given, ...other })).serialNumber, contents.serialNumber);
  }
});

// The list of what is inside a release names every archive and package; what is in them: release_test.ts, tests/interop.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../build/bundle.ts";
import { RELEASE, released, tool } from "../support/shipped.ts";

const archive = released(new RegExp(`^bank-[\\d.]+-${Deno.build.target}\\.tar\\.gz$`));

Deno.test({
  name: "release: the SBOM names every archive and package with its sum",
  ignore: archive === null,
  fn() {
    const { metadata } = JSON.parse(readFileSync(join(RELEASE, "bom.cdx.json"), "utf8"));
    const named: { name: string; hashes: { alg: string; content: string }[] }[] =
      metadata.component.components;
    const packages = readdirSync(RELEASE).filter((name) => /\.(tgz|tar\.gz|deb)$/.test(name));
    const { out } = tool(["sha256sum", ...packages.sort()], { cwd: RELEASE });
    assert.equal(
      named.map(({ name, hashes: [{ content } = { content: "" }] }) => `${content}  ${name}\n`)
        .join(""),
      out,
    );
  },
});

/** What `grep` finds in an executable, as the list writes it. */
function grepped(program: string): Set<string> {
  const found = (pattern: string) =>
    tool(["grep", "-aoE", pattern, join(ROOT, "dist", program)]).out.split("\n").filter(Boolean);
  const crates = found("registry/src/[^/]{1,80}/[A-Za-z0-9_+.-]+/").map((path) =>
    path.split("/").at(-2)!.replace(/-(?=\d+\.\d+\.\d)/, "@")
  );
  const awsLc = found("aws_lc_[0-9]+_[0-9]+_[0-9]+_").map((prefix) =>
    `aws-lc-sys@${prefix.split("_").slice(2, -1).join(".")}`
  );
  return new Set([...crates, ...awsLc]);
}

Deno.test({
  name:
    "release: the SBOM names the crates that the executables of both processors name, and no other",
  ignore: archive === null || released(/aarch64.*\.tar\.gz$/) === null,
  fn() {
    const { components } = JSON.parse(readFileSync(join(RELEASE, "bom.cdx.json"), "utf8"));
    const listed = components.flatMap((
      { purl = "", name, version }: Readonly<Record<string, string>>,
    ) => purl.startsWith("pkg:cargo/") ? [`${name}@${version}`] : []);
    const inside = grepped("bank").union(grepped("bank-aarch64-unknown-linux-gnu"));
    assert.deepEqual(listed.toSorted(), [...inside].sort());
    for (const name of ["rustls", "aws-lc-rs", "aws-lc-sys", "ring", "rusqlite", "tokio"]) {
      assert.ok(listed.some((one: string) => one.startsWith(`${name}@`)), name);
    }
  },
});

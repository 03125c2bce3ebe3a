// The list of what is inside a release names every archive and package; what is in them: release_test.ts, tests/interop.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
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

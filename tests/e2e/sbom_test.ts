// The list of what is inside a release: every archive and package, and every npm package that went into the program.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../support/program.ts";
import { RELEASE, released, tool } from "../support/shipped.ts";

const archive = released(new RegExp(`^bank-[\\d.]+-${Deno.build.target}\\.tar\\.gz$`));
const { version } = JSON.parse(readFileSync(join(ROOT, "deno.json"), "utf8"));

Deno.test({
  name: "release: the SBOM names what is shipped, with hashes, and not what it was built with",
  ignore: archive === null,
  fn() {
    const bom = JSON.parse(readFileSync(join(RELEASE, "bom.cdx.json"), "utf8"));
    assert.deepEqual([bom.bomFormat, bom.specVersion], ["CycloneDX", "1.5"]);
    const { name, version: described } = bom.metadata.component;
    assert.deepEqual([name, described], ["bank", version]);
    const parts: { name: string; version: string; purl: string; hashes: { content: string }[] }[] =
      bom.components;
    const names = parts.map((part) => part.name);
    const { imports } = JSON.parse(readFileSync(join(ROOT, "deno.json"), "utf8"));
    const built = /esbuild|fast-check|pure-rand|typescript|playwright|axe-core|@types/;
    const shipped = Object.keys(imports).filter((one) => !/^#|\/$/.test(one) && !built.test(one));
    assert.deepEqual(shipped.filter((one) => !names.includes(one)), []);
    assert.ok(names.includes("zod"));
    assert.deepEqual(names.filter((one) => built.test(one)), []);
    for (const { name: part, version: of, purl, hashes } of parts) {
      assert.equal(decodeURIComponent(purl), `pkg:npm/${part}@${of}`);
      assert.match(hashes[0]!.content, /^[0-9a-f]{128}$/, part);
    }
  },
});

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

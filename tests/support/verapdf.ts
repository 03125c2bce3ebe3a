// veraPDF, the validator of PDF/UA and PDF/A: brought by Maven once, run by a few lines of Java.
import assert from "node:assert/strict";
import { join } from "node:path";
import { failure, installedOnce } from "./installed.ts";
import { ROOT, scratch } from "./program.ts";
import { tool } from "./shipped.ts";

const HERE = join(ROOT, "tests", "support", "verapdf");

const COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies";

const found = installedOnce({
  place: "verapdf/1.30.2",
  what: "veraPDF (`apt-get install maven default-jdk-headless` and Maven Central)",
  install: (making) =>
    failure(["java", "-version"]) ??
      failure([
        "mvn",
        "-q",
        "-B",
        "-f",
        join(HERE, "pom.xml"),
        COPY,
        `-DoutputDirectory=${making}`,
      ]),
});

export const hasVeraPdf = found !== null;

/** @returns the rules of PDF/UA-1 and PDF/A-2b that these files break, after their names. */
export function brokenRules(files: Readonly<Record<string, Uint8Array>>): string[] {
  using dir = scratch();
  const names = Object.keys(files);
  const paths = names.map((name, place) => {
    const path = join(dir.path, `${place}.pdf`);
    Deno.writeFileSync(path, files[name]!);
    return path;
  });
  const main = join(HERE, "Validate.java");
  const { code, out, err } = tool(["java", "-cp", `${found}/*`, main, ...paths]);
  assert.equal(code, 0, err);
  const said = out.trim().split("\n").map((row) => row.split("\t"));
  const checked = said.filter(([what, , , checks]) => what === "checked" && Number(checks) > 100);
  assert.equal(checked.length, 2 * names.length, `veraPDF looked at too little: ${out}${err}`);
  return said.filter(([what]) => what === "broken").map(([, path, flavour, rule]) =>
    `${names[paths.indexOf(path!)]}: ${flavour} ${rule}`
  );
}

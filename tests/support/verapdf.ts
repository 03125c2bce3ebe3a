// veraPDF, the validator of PDF/UA and PDF/A: brought by Maven once, run by a few lines of Java.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ROOT, scratch } from "./program.ts";
import { tool } from "./shipped.ts";

const HERE = join(ROOT, "tests", "support", "verapdf");
const KEPT = join(ROOT, "dist", "verapdf");

const COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies";

/** @returns where its libraries are; null, after saying so, where they cannot be had. */
function libraries(): string | null {
  const home = join(KEPT, "1.30.2");
  if (existsSync(home)) return home;
  mkdirSync(KEPT, { recursive: true });
  const making = mkdtempSync(join(KEPT, ".making-"));
  const pom = join(HERE, "pom.xml");
  const { code, out, err } = tool([
    "mvn",
    "-q",
    "-B",
    "-f",
    pom,
    COPY,
    `-DoutputDirectory=${making}`,
  ]);
  try {
    if (code === 0) renameSync(making, home);
  } catch (error) {
    if (!existsSync(home)) throw error;
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
  if (code === 0) return home;
  console.log(
    "    (no veraPDF: `apt-get install maven default-jdk-headless` and Maven Central bring it; skipped: " +
      `${(out + err).trim().split("\n")[0]})`,
  );
  return null;
}

const found = tool(["java", "-version"]).code === 0 ? libraries() : missing();

function missing(): null {
  console.log("    (no Java: `apt-get install maven default-jdk-headless` brings it; skipped)");
  return null;
}

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

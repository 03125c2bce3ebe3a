// Java libraries that Maven brings once, and that a few lines of Java use.
import { join } from "node:path";
import { failure, installedOnce } from "./installed.ts";
import { type Ran, ROOT } from "./program.ts";
import { tool } from "./shipped.ts";

const COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies";

export interface JavaTool {
  /** A folder of tests/support with pom.xml and the program. */
  readonly folder: string;
  readonly version: string;
  /** As people call it. */
  readonly what: string;
  readonly main: string;
}

/** @returns what runs the program; null where Java, Maven or the libraries are not to be had. */
export function javaTool(
  { folder, version, what, main }: JavaTool,
): ((paths: readonly string[]) => Ran) | null {
  const here = join(ROOT, "tests", "support", folder);
  const pom = join(here, "pom.xml");
  const found = installedOnce({
    place: `${folder}/${version}`,
    what: `${what} (\`apt-get install maven default-jdk-headless\` and Maven Central)`,
    install: (making) =>
      failure(["java", "-version"]) ??
        failure(["mvn", "-q", "-B", "-f", pom, COPY, `-DoutputDirectory=${making}`]),
  });
  if (found === null) return null;
  return (paths) => tool(["java", "-cp", `${found}/*`, join(here, main), ...paths]);
}

// What is inside a release, as CycloneDX 1.5: the archives and packages that are published, and every npm package of the
// lock file that the product uses, each with its hash.
import * as fs from "node:fs";
import { join } from "node:path";
import { COMMIT, ROOT, VERSION } from "./bundle.ts";

interface Lock {
  readonly npm: Readonly<
    Record<string, { readonly integrity: string; readonly dependencies?: readonly string[] }>
  >;
}

/** Only built and tested with: not in what is shipped. */
const NOT_SHIPPED =
  /^(esbuild|@esbuild\/|fast-check|pure-rand|playwright|axe-core|@types\/|undici-types)/;

export interface BomOptions {
  /** Seconds since 1970 of the commit. */
  readonly epoch: string;
  /** What is published of this program: one for each platform and form. */
  readonly packages: readonly { readonly name: string; readonly sha256: string }[];
}

export function bom({ epoch, packages }: BomOptions): string {
  const lock = JSON.parse(fs.readFileSync(join(ROOT, "deno.lock"), "utf8")) as Lock;
  const components = Object.entries(lock.npm).flatMap(([id, { integrity }]) => {
    const [, name = "", version = ""] = /^(@?[^@]+)@([^_]+)/.exec(id) ?? [];
    if (NOT_SHIPPED.test(name)) return [];
    const [algorithm = "", base64 = ""] = integrity.split("-");
    return [{
      type: "library",
      name,
      version,
      purl: `pkg:npm/${name.replace("@", "%40")}@${version}`,
      hashes: [{
        alg: algorithm.toUpperCase().replace("SHA", "SHA-"),
        content: Uint8Array.fromBase64(base64).toHex(),
      }],
    }];
  });
  components.sort((a, b) => a.purl < b.purl ? -1 : 1);
  const document = {
    bomFormat: "CycloneDX",
    specVersion: "1.5",
    version: 1,
    metadata: {
      timestamp: new Date(Number(epoch) * 1_000).toISOString(),
      component: {
        type: "application",
        name: "bank",
        version: VERSION,
        description: `commit ${COMMIT}`,
        components: packages.map(({ name, sha256 }) => ({
          type: "file",
          name,
          hashes: [{ alg: "SHA-256", content: sha256 }],
        })),
      },
    },
    components,
  };
  return JSON.stringify(document, null, 2) + "\n";
}

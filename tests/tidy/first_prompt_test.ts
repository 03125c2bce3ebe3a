// A person at the menu does not wait for a server: what `bank connect` loads before its first prompt is the client alone.
import assert from "node:assert/strict";
import type { Metafile } from "esbuild";
import { bundle } from "../../build/bundle.ts";
import { scratch } from "../support/program.ts";

/** Bytes of JavaScript, everything minified: what is read, compiled and run before the prompt. */
const LOADED_BYTES_MAX = 566_000;

/** What the menu needs none of, by where its source is; private files and the words of a failure stand in store/. */
const NOT_NEEDED = [
  /^(?:web|server|simulation|build|tests)\//,
  /^store\/(?!private_files\.ts|data_error\.ts)/,
  /^net\/http(?:\/|_)/,
  /^terminal\/giving\/(?!things_text\.ts)/,
  /^terminal\/home\/(?!home|desk|live_link|at_terminal)/,
  /^commands\/(?!run\.ts|explain\.ts)/,
  /node_modules\/(?:hono|ws|jose|to-words|pdfkit|i18next|otpauth)\//,
];

type Outputs = Metafile["outputs"];

/** Files that are loaded with this one, itself among them. */
function loadedWith(outputs: Outputs, path: string, found = new Set<string>()): Set<string> {
  if (found.has(path)) return found;
  found.add(path);
  for (const { path: next, kind, external } of outputs[path]!.imports) {
    if (kind === "import-statement" && !external) loadedWith(outputs, next, found);
  }
  return found;
}

function entry(outputs: Outputs, source: string): string {
  const found = Object.keys(outputs).find((path) => outputs[path]!.entryPoint === source);
  assert.ok(found, `${source} is loaded with something else`);
  return found;
}

for (const platform of ["deno", "node"] as const) {
  Deno.test(`first prompt on ${platform}: only the client is loaded`, async () => {
    using dir = scratch();
    const { outputs } = await bundle({ platform, outdir: dir.path });
    const loaded = loadedWith(outputs, entry(outputs, "main.ts"));
    loadedWith(outputs, entry(outputs, "commands/run.ts"), loaded);
    const sources = [...loaded].flatMap((path) => Object.keys(outputs[path]!.inputs));
    assert.ok(sources.includes("terminal/home/home.ts"), "the menu itself is loaded later");
    assert.deepEqual(sources.filter((path) => NOT_NEEDED.some((one) => one.test(path))), []);
    const bytes = [...loaded].reduce((sum, path) => sum + outputs[path]!.bytes, 0);
    assert.ok(bytes <= LOADED_BYTES_MAX, `${bytes} bytes are loaded`);
  });
}

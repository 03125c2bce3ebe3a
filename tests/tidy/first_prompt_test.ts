// A person at the menu does not wait for a server: what `bank connect` loads before its first prompt is the client alone. A bank that
// starts waits for the bank alone.
import assert from "node:assert/strict";
import type { Metafile } from "esbuild";
import { bundle } from "../../build/bundle.ts";
import { scratch } from "../support/program.ts";

/** Bytes of JavaScript, everything minified: what is read, compiled and run before the prompt. */
const PROMPT_BYTES_MAX = 349_000;

/** Of `bank serve` until it is ready; its site comes after that. */
const SERVE_BYTES_MAX = 872_000;

/** What the menu needs none of, by where its source is; private files and the words of a failure stand in store/. */
const NOT_NEEDED = [
  /^(?:web|server|simulation|build|tests)\//,
  /^store\/(?!private_files\.ts|data_error\.ts)/,
  /^net\/http(?:\/|_)/,
  /^terminal\/giving\/(?!things_text\.ts)/,
  /^terminal\/home\/(?!home|desk|live_link|at_terminal)/,
  /^commands\/(?!run\.ts|explain\.ts)/,
  /node_modules\/(?:hono|ws|jose|to-words|pdfkit|i18next|otpauth|@optique)\//,
];

/** What no bank needs to start. */
const NOT_SERVED = [
  /^(?:simulation|build|tests)\//,
  /^web\/.*\.tsx$/,
  /^commands\/(?:backup|bench|demo|doctor|top)\//,
  /^commands\/(?:program|command_line|audit|simulate|verify|move)\.ts$/,
  /node_modules\/(?:@optique|hono|pdfkit|csv-parse|sax)\//,
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

/** What is loaded with these, by its sources and in bytes. */
function loading(outputs: Outputs, sources: readonly string[]) {
  const loaded = new Set<string>();
  for (const source of sources) loadedWith(outputs, entry(outputs, source), loaded);
  return {
    sources: [...loaded].flatMap((path) => Object.keys(outputs[path]!.inputs)),
    bytes: [...loaded].reduce((sum, path) => sum + outputs[path]!.bytes, 0),
  };
}

for (const platform of ["deno", "node"] as const) {
  Deno.test(`first prompt on ${platform}: only the client is loaded`, async () => {
    using dir = scratch();
    const { outputs } = await bundle({ platform, outdir: dir.path });
    const { sources, bytes } = loading(outputs, ["main.ts", "commands/run.ts"]);
    assert.ok(sources.includes("terminal/home/home.ts"), "the menu itself is loaded later");
    assert.deepEqual(sources.filter((path) => NOT_NEEDED.some((one) => one.test(path))), []);
    assert.ok(bytes <= PROMPT_BYTES_MAX, `${bytes} bytes are loaded`);
  });

  Deno.test(`serve on ${platform}: until it is ready, no other command is loaded, nor the parser of all of them`, async () => {
    using dir = scratch();
    const { outputs } = await bundle({ platform, outdir: dir.path });
    const commands = ["run", "plain_serve", "tools", "serve"].map((name) => `commands/${name}.ts`);
    const { sources, bytes } = loading(outputs, ["main.ts", ...commands]);
    assert.ok(sources.includes("server/bank_server.ts"), "the bank itself is loaded later");
    assert.deepEqual(sources.filter((path) => NOT_SERVED.some((one) => one.test(path))), []);
    assert.ok(bytes <= SERVE_BYTES_MAX, `${bytes} bytes are loaded`);
  });
}

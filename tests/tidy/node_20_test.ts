// The npm package promises Node 20.11: what is shipped calls nothing that is newer. The compiler knows what the language had
// then; what only a platform has since is looked for by name.
import assert from "node:assert/strict";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { bundle } from "../../build/bundle.ts";
import { ROOT, scratch } from "../support/program.ts";

/** Of the language, as Node 20.11 has it; `using` is compiled away. */
const LIBRARIES = ["es2023", "esnext.disposable", "dom", "dom.iterable", "dom.asynciterable"];

interface Checked {
  readonly ok: boolean;
  readonly complaints: string[];
}

/** `deno check` of these modules as if there were only what Node 20.11 has. */
function checked(...modules: string[]): Checked {
  const config = JSON.parse(readFileSync(join(ROOT, "deno.json"), "utf8"));
  config.compilerOptions.lib = LIBRARIES;
  config.imports["#runtime"] = "./net/runtime_node.ts";
  // Beside the other: packages are found from where it lies.
  const path = Deno.makeTempFileSync({ dir: ROOT, prefix: ".node-20-", suffix: ".json" });
  try {
    Deno.writeTextFileSync(path, JSON.stringify(config));
    const { success, stderr } = new Deno.Command(Deno.execPath(), {
      args: ["check", "--no-lock", "--config", path, ...modules],
      cwd: ROOT,
      env: { NO_COLOR: "1" },
    }).outputSync();
    const text = new TextDecoder().decode(stderr);
    return { ok: success, complaints: [...text.matchAll(/^TS\d+ .*$/gm)].map(([all]) => all) };
  } finally {
    rmSync(path);
  }
}

Deno.test("Node 20: the compiler finds nothing of the language that is newer", () => {
  const entries = [
    "main.ts",
    "net/client/library.ts",
    "server/hash_thread.ts",
    "commands/bench/bench_worker.ts",
  ];
  assert.deepEqual(checked(...entries), { ok: true, complaints: [] });
});

Deno.test("Node 20: it would find what is newer", () => {
  using dir = scratch();
  const newer = [
    "Map.groupBy([1], String);",
    "Object.groupBy([1], String);",
    "Promise.withResolvers<void>();",
    "Promise.try(() => 1);",
    "Array.fromAsync([1]);",
    "new Set([1]).union(new Set([2]));",
    "[1].values().map(String).toArray();",
    "Error.isError(1);",
    "new Uint8Array().toBase64();",
    'RegExp.escape("a");',
  ];
  const path = dir.file("newer.ts", newer.join("\n"));
  const { ok, complaints } = checked(path);
  assert.equal(ok, false);
  assert.ok(complaints.length >= newer.length, complaints.join("\n"));
});

/** What packages bring along, and what Node or browsers have had only since: by name, on whatever it is called. */
const NEWER: readonly RegExp[] = [
  /\b(?:Map|Object)\.groupBy\b/,
  /\bPromise\.(?:withResolvers|try)\b/,
  /\bArray\.fromAsync\b/,
  /\bError\.isError\b/,
  /\bUint8Array\.from(?:Base64|Hex)\b|\.(?:toBase64|setFromBase64|setFromHex)\(/,
  /\bRegExp\.escape\b|\bMath\.sumPrecise\b|\bIterator\.(?:from|prototype)\b/,
  /\.(?:isSubsetOf|isSupersetOf|isDisjointFrom|symmetricDifference)\(/,
  /\.(?:values|keys|entries)\(\)\.(?:map|filter|take|drop|flatMap|reduce|toArray|forEach|some|every|find)\(/,
  /\bURL\.parse\(|\bimport\.meta\.main\b|\bprocess\.getBuiltinModule\b|\bprocess\.loadEnvFile\b/,
  /\b(?:globSync|matchesGlob|styleText|parseEnv|registerHooks)\b/,
  /\bFloat16Array\(|\bIntl\.DurationFormat\b|\bnavigator\.(?:hardwareConcurrency|userAgent)\b/,
];

/** Where something newer is asked for first, and done by hand where it is not there. */
const ASKED_FIRST: readonly RegExp[] = [
  /\bUint8Array\.fromBase64\|\|/g,
  /\bif\(Uint8Array\.(?:prototype\.toBase64|fromBase64)\)return [^;]*;/g,
  /\btypeof Uint8Array\.fromHex=="function"/g,
];

Deno.test("Node 20: neither does the bundle with its packages", async () => {
  using dir = scratch();
  await bundle({ platform: "node", outdir: dir.path });
  const files = readdirSync(dir.path).filter((name) => name.endsWith(".mjs"));
  assert.ok(files.length > 10);
  const found = files.flatMap((name) => {
    const whole = readFileSync(join(dir.path, name), "utf8");
    const text = ASKED_FIRST.reduce((rest, asked) => rest.replace(asked, ""), whole);
    return NEWER.flatMap((newer) => {
      const at = text.search(newer);
      return at < 0 ? [] : [`${name}: ${text.slice(Math.max(0, at - 60), at + 60)}`];
    });
  });
  assert.deepEqual(found, []);
});

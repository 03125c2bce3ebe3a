// The house keeps itself in order: import direction, what may be called where, sizes, and that every method
// and refusal code is documented.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { TRANSFER_KINDS } from "../../bank/transfer_kind.ts";
import { REFUSALS } from "../../bank/refusal.ts";
import { ERRORS } from "../../api/message.ts";
import { METHODS } from "../../api/methods.ts";
import { REFUSAL_MEANINGS } from "../../net/http/problem_meanings.ts";
import { NOTICE_KINDS } from "../../bank/trace.ts";
import { FORMATS } from "../../terminal/statement/formats.ts";
import { ROOT } from "../support/program.ts";
import { MAY_IMPORT, roomOf } from "./rooms.ts";
import { tracked } from "./tracked.ts";

const MODULE_LINES_MAX = 300;

const product = tracked("*.ts", "*.tsx").filter(({ path }) => roomOf(path) in MAY_IMPORT);

Deno.test("only the books, their proof and their audit open the store", () => {
  const users = product.filter(({ folder, text }) =>
    ["commands", "server", "simulation", "terminal", "console"].includes(folder) &&
    /import (?!type).* from "\.\.\/store\/(kv_journal|registry|seal|open_views|views)\.ts"/.test(
      text,
    )
  );
  assert.deepEqual(users.map(({ path }) => path).sort(), [
    "commands/audit.ts",
    "server/books.ts",
    "server/books_proof.ts",
  ]);
});

const BANNED: readonly { readonly what: string; readonly find: RegExp; readonly but: RegExp }[] = [
  { what: "Deno.", find: /\bDeno\.(?!Kv\b)/, but: /^net\/\w+_deno\.ts$/ },
  {
    what: "Date.now",
    find: /\bDate\.now\(|new Date\(\)/,
    but: /^(main|net\/runtime_(deno|node))\.ts$/,
  },
  { what: "Math.random", find: /\bMath\.random\(/, but: /^$/ },
  {
    what: "randomness",
    find: /\b(randomBytes|randomUUID|getRandomValues)\(/,
    but: /^(main|net\/client\/library)\.ts$/,
  },
  { what: "console", find: /\bconsole\./, but: /^web\// },
  {
    what: "process.env",
    find: /\bprocess\.env\b|\benv\b.*= process\b/,
    but: /^(main|net\/authorities)\.ts$/,
  },
  { what: "process.exit", find: /\bprocess\.exit\(/, but: /^main\.ts$/ },
  {
    what: "sockets outside the seam",
    find: /from "node:(tls|net|dgram)"/,
    // Of the last four it is only how addresses are read.
    but:
      /^net\/(runtime_node|tls_node|http_node|probe|trusted_proxies|typed_address|public_address|https_post)\.ts$/,
  },
  { what: "rejectUnauthorized", find: /rejectUnauthorized/, but: /^net\/probe\.ts$/ },
  {
    what: "a connection for data",
    find: /\.connectTls\(/,
    but: /^(net\/client\/client|commands\/bench\/bench_load)\.ts$/,
  },
  {
    what: "a certificate that is trusted",
    find: /\bPinnedCertificate\.\w/,
    // With a fingerprint from elsewhere, or its key.
    but:
      /^(net\/client\/library|terminal\/trust|server\/bank_server|commands\/bench\/bench_worker|simulation\/simulation)\.ts$/,
  },
  {
    what: "a certificate that is trusted because it was kept",
    find: /\bPinnedCertificate\.remembered\b/,
    but: /^terminal\/trust\.ts$/,
  },
  {
    // Else what was revoked meanwhile might still be done: submitFor and sendFor look again in the turn of the decision.
    what: "a command that does not look whether its session still is one",
    find: /\bloop\.(submit|send)\(/,
    // Of strangers who sign up, of the bank itself, and of an owner who gives the password.
    but:
      /^(service\/(acting|hold_expiry|giving\/due_work|requests\/due_requests|standing_orders\/due_standing_orders|identity\/(sign_in|authentication)|staff\/first_staff)|(commands|server|simulation)\/.*)\.ts$/,
  },
  {
    // What pages read of the books themselves is in one place.
    what: "the books, behind the router",
    find: /\.loop\b/,
    but: /^(?!web\/)|^web\/books_seen\.ts$/,
  },
  {
    // What people type, paste and save is read by bank/pasted.ts and bank/amount.ts.
    what: "a home-made reader of what people paste",
    find:
      /\.trim\(\)|\.replace(All)?\((\/\\s|\/\[\\s|" ")|\.normalize\("NFKC"|readFileSync\(.*"utf8"\)/,
    // Of what this program itself or the system has written.
    but:
      /^(bank|api|service|net|store|main|web\/where|commands\/(help_text|man_page|doctor\/(finding|doctor_directory))|terminal\/(table_text|profile|statement\/ofx|questions\/rich_questioner))\b/,
  },
  {
    what: "any",
    find: /: any\b|\bas any\b|@ts-(ignore|expect-error|nocheck)/,
    but: /^net\/runtime\.ts$/,
  },
];

Deno.test("banned calls appear only at their seams", () => {
  const found = product.flatMap(({ path, text }) =>
    BANNED.filter(({ find, but }) => !but.test(path) && find.test(withoutComments(text)))
      .map(({ what }) => `${path}: ${what}`)
  );
  assert.deepEqual(found, []);
});

Deno.test("the bank awaits nothing but its journal and its archive, and opens nothing", () => {
  const found = product.filter(({ path, folder, text }) =>
    folder === "bank" &&
    !["bank/append.ts", "bank/commit_loop.ts", "bank/recalls.ts"].includes(path) &&
    /\b(async|await)\b/.test(withoutComments(text))
  );
  assert.deepEqual(found.map(({ path }) => path), []);
});

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "");
}

Deno.test("modules have a healthy size", () => {
  const all = tracked("*.ts", "*.tsx");
  const long = all.filter(({ text }) => text.split("\n").length - 1 > MODULE_LINES_MAX);
  assert.deepEqual(long.map(({ path }) => path), []);
});

Deno.test("files are named and opened as the house wants", () => {
  const files = tracked("*.ts", "*.tsx");
  const misnamed = files.filter(({ path }) =>
    !/^([a-z0-9_]+\/)*[a-z0-9_]+\.tsx?$/.test(path) ||
    /(^|\/)(utils?|helpers?|types|manager|index)\./.test(path)
  );
  assert.deepEqual(misnamed.map(({ path }) => path), []);
  const unopened = files.filter(({ text }) => !/^(#!.*\n)?\/\/ /.test(text));
  assert.deepEqual(unopened.map(({ path }) => path), []);
});

const protocol = readFileSync(join(ROOT, "docs", "protocol.md"), "utf8");

Deno.test("docs/protocol.md documents every method with its fields", () => {
  const missing = Object.entries(METHODS).flatMap(([name, { params, result }]) => {
    const start = protocol.indexOf(`#### ${name}\n`);
    if (start < 0) return [name];
    const end = protocol.indexOf("\n#### ", start + 1);
    const section = protocol.slice(start, end < 0 ? undefined : end);
    const fields = Object.keys(params.shape);
    const results = Object.keys(result.shape).filter((field) => !protocol.includes(`\`${field}`));
    return [
      ...fields.filter((field) => !section.includes(`\`${field}`)),
      ...results,
    ].map((field) => `${name}.${field}`);
  });
  assert.deepEqual(missing, []);
});

Deno.test("docs/protocol.md begins each method with what the method table says of it", () => {
  const wrong = Object.entries(METHODS).filter(([name, { summary, docs }]) =>
    !protocol.includes(`\n#### ${name}\n${summary}.`) || summary.endsWith(".") ||
    !/^[A-Z0-9`].*\.$/.test(docs)
  );
  assert.deepEqual(wrong.map(([name]) => name), []);
  const summaries = Object.values(METHODS).map(({ summary }) => summary);
  assert.equal(new Set(summaries).size, summaries.length, "two methods do the same");
});

Deno.test("docs/protocol.md has every refusal in its precedence, and every error", () => {
  const table = protocol.slice(
    protocol.indexOf("## Refusal codes"),
    protocol.indexOf("## Methods"),
  );
  const rows = [...table.matchAll(/^\| `([a-z_]+)` \| (yes|no) \| ([^|]*)\|([^|]*)\|$/gm)].map((
    row,
  ) => ({
    code: row[1],
    retryable: row[2] === "yes",
    explains: [...row[3]!.matchAll(/`(\w+)`/g)].map((name) => name[1]),
    meaning: row[4]!.replace(/^ | $/g, ""),
  }));
  const rules = Object.entries(REFUSALS).map(([code, { retryable, explains }]) => ({
    code,
    retryable,
    explains: [...explains],
    meaning: REFUSAL_MEANINGS[code as keyof typeof REFUSALS],
  }));
  assert.deepEqual(rows, rules);
  for (const name of Object.keys(ERRORS)) assert.ok(protocol.includes(`\`${name}\``), name);
});

Deno.test("docs/protocol.md names every kind of notice and of entry, README every form of a statement", () => {
  const notices = protocol.slice(protocol.indexOf("## Alerts"));
  const readme = readFileSync(join(ROOT, "README.md"), "utf8");
  const forms = /`statement .*--format ([^\]]+)\]/.exec(readme)?.[1]?.split("\\|") ?? [];
  const unnamed = [
    ...NOTICE_KINDS.filter((kind) => !notices.includes(`\`${kind}\``)),
    ...TRANSFER_KINDS.filter((kind) => !protocol.includes(`\`${kind}\``)),
    ...FORMATS.filter((form) => !forms.includes(form)),
  ];
  assert.deepEqual(unnamed, []);
});

Deno.test("docs/security.md names tests that there are", () => {
  const named = tracked("docs/security.md")[0]!.text.match(/tests\/[\w/]+_test\.ts/g) ?? [];
  const known = new Set(tracked("tests").map(({ path }) => path));
  assert.ok(named.length > 20, `${named.length} tests`);
  assert.deepEqual(named.filter((path) => !known.has(path)), []);
});

Deno.test("dependencies are pinned, and their licences listed", () => {
  const config = JSON.parse(readFileSync(join(ROOT, "deno.json"), "utf8"));
  const licences = readFileSync(join(ROOT, "docs", "dependencies.md"), "utf8");
  const specifiers = Object.entries<string>(config.imports).filter(([, to]) =>
    to.startsWith("npm:")
  );
  for (const [name, specifier] of specifiers) {
    assert.match(specifier, /@\d+\.\d+\.\d+\/?$/, `${name} is pinned exactly`);
    const bare = specifier.replace(/^npm:\/?/, "").replace(/@\d[^/]*\/?$/, "");
    assert.ok(licences.includes(`| ${bare} |`), `${bare} is listed in docs/dependencies.md`);
  }
});

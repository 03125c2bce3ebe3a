// What a module exports is taken by another one. A name that only its own module uses is not exported, one that only tests use
// is listed here with its reason, and one that is not used at all is deleted.
import assert from "node:assert/strict";
import { type ModuleNames, namesOf } from "./exports.ts";
import { tracked } from "./tracked.ts";

/** Modules that are begun with from outside: by Deno, by a bundle, by programs that use the library. */
const ENTRIES: ReadonlySet<string> = new Set([
  "net/client/library.ts",
  // Stands for `#runtime` on Node.
  "net/runtime_node.ts",
]);

/** What no other module of the product imports, and why it is exported all the same. */
const KEPT: Readonly<Record<string, string>> = {
  "api/message.ts REFUSED": "tests tell an answer that is a refusal from one that is an error",
  "api/rest_routes.ts ROUTES": "tests try every path that there is",
  "api/rest_routes.ts TCP_ONLY": "tests look that each method is in one list or the other",
  "bank/giving/calendar.ts EXPIRING_DAYS": "a test goes to the day before and to the day after",
  "bank/giving/document_problem.ts DOCUMENT_RULES":
    "whatever the fuzzer feeds is refused by one of them",
  "bank/giving/law.ts RULES": "people read them, with source and day (docs/operate.md)",
  "bank/pay_in/payment_reference.ts REFERENCE_TEXT_CHARS_MAX": "a test goes one over the limit",
  "bank/statement_files/foreign_statement.ts STATEMENT_FORMATS": "a test wants a file of each",
  "commands/backup/followed_parts.ts MERGED_PARTS": "a test makes more parts than become one",
  "commands/settings/settings_file.ts settingsIn": "a test reads texts without a file for each",
  "commands/settings/settings_table.ts SETTINGS": "a test reads addresses as `--http` does",
  "net/http/http_face.ts makeFace": "tests have the app without a socket",
  "net/http/http_face.ts wholeApp": "tests have the app without a socket",
  "net/http/http_head.ts parseHead": "the fuzzer feeds it",
  "net/http/problem_meanings.ts REFUSAL_MEANINGS": "a test compares docs/protocol.md with it",
  "net/udp/datagram.ts DATAGRAM_BYTES_MAX": "tests go to the limit and one over",
  "net/udp/datagram.ts ReplayWindow": "a test moves the window on its own",
  "service/giving/donor_report.ts cellOf":
    "a test looks what a spreadsheet could take for a formula",
  "service/giving/giving.ts giving": "a bank in memory has nothing to load",
  "service/giving/receipt_check.ts receiptHash": "a test makes the statement of a receipt itself",
  "service/identity/devices.ts DEVICES_MAX": "a test goes one over the limit",
  "service/webhooks/courier.ts DEAD_AFTER_MS": "a test lets so many days pass",
  "store/registry.ts SESSIONS_MAX": "a test goes one over the limit",
  "store/registry.ts secretHash": "a test looks for the secret itself in the store",
  "store/view_pace.ts WAITING_MAX": "a test goes to the limit",
  "web/words.ts WORDS": "a test wants every text in every language",
};

interface Dead {
  readonly path: string;
  readonly name: string;
}

/** Exports that no other module takes. A type is live as long as what is live shows it. */
function deadExports(modules: ReadonlyMap<string, ModuleNames>): Dead[] {
  const dead: Dead[] = [];
  for (const [path, { exported }] of modules) {
    if (ENTRIES.has(path)) continue;
    const isTest = path.startsWith("tests/");
    const users = [...modules].filter(([user]) => isTest || !user.startsWith("tests/"));
    const isTaken = (name: string) =>
      users.some(([, { imported }]) =>
        imported.has(`${path} ${name}`) || imported.has(`${path} *`)
      ) || `${path} ${name}` in KEPT;
    const live = new Set([...exported.keys()].filter(isTaken));
    // A set that grows while it is read: what is shown by what is shown is live, too.
    for (const name of live) for (const shown of exported.get(name) ?? []) live.add(shown);
    dead.push(
      ...[...exported.keys()].filter((name) => !live.has(name)).map((name) => ({ path, name })),
    );
  }
  return dead;
}

function modulesOf(files: readonly { readonly path: string; readonly text: string }[]) {
  return new Map(files.map(({ path, text }) => [path, namesOf(path, text)]));
}

Deno.test("exports: what is exported is taken by another module", () => {
  const modules = modulesOf(tracked("*.ts", "*.tsx", "*.mjs"));
  assert.deepEqual(deadExports(modules).map(({ path, name }) => `${path} ${name}`), []);
});

Deno.test("exports: what is kept with a reason is there, and has no other user", () => {
  const modules = modulesOf(tracked("*.ts", "*.tsx"));
  const needless = Object.keys(KEPT).filter((kept) => {
    const [path = "", name = ""] = kept.split(" ");
    const product = [...modules].filter(([user]) => !user.startsWith("tests/"));
    return !modules.get(path)?.exported.has(name) ||
      product.some(([, { imported }]) => imported.has(kept));
  });
  assert.deepEqual(needless, []);
});

Deno.test("exports: dead ones are found, however they are written", () => {
  const module = `
    export const dead = 1, alive = 2;
    export function used(shown: Shown): void { const inside: Inside = 3; }
    export interface Shown { readonly deeper: Deeper }
    export type Deeper = string;
    export interface Inside {}
    export class Lazy {}
    export class Gone {}
    function given() {}
    export { given };`;
  const user = `
    import { alive, used as other } from "./module.ts";
    type Whole = import("./module.ts").given;
    const { Lazy } = await import("./module.ts");`;
  const found = (other: string) =>
    deadExports(modulesOf([
      { path: "bank/module.ts", text: module },
      { path: "bank/user.ts", text: other },
    ])).map(({ name }) => name);
  assert.deepEqual(found(user), ["dead", "Inside", "Gone"]);
  assert.deepEqual(found('import * as all from "./module.ts";'), []);
  assert.deepEqual(found('const all = () => import("./module.ts");'), []);
  assert.deepEqual(
    found('const one = (await import("./module.ts")).dead;').includes("dead"),
    false,
  );
  assert.deepEqual(
    found('import("./module.ts").then(({ Gone }) => Gone);').includes("Gone"),
    false,
  );
  assert.equal(found("").length, 9);
});

Deno.test("exports: what only tests take is dead in the product", () => {
  const files = [
    { path: "bank/module.ts", text: "export const seam = 1;" },
    { path: "tests/unit/seam_test.ts", text: 'import { seam } from "../../bank/module.ts";' },
  ];
  assert.deepEqual(deadExports(modulesOf(files)), [{ path: "bank/module.ts", name: "seam" }]);
});

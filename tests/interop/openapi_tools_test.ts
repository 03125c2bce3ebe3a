// The description of the REST face in the hands of programs that others wrote: two linters with the rules that they recommend,
// and two generators whose clients have every operation and pass the type checker of their language.
import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { openApi } from "../../net/http/openapi.ts";
import { npmPackages, pythonWith } from "../support/installed.ts";
import { type Scratch, scratch } from "../support/program.ts";
import { tool } from "../support/shipped.ts";

const npm = npmPackages({
  name: "openapi",
  packages: [
    "@redocly/cli@2.77.0",
    "@stoplight/spectral-cli@6.16.3",
    "openapi-typescript@7.13.0",
    "typescript@5.9.3",
  ],
});
const python = pythonWith({
  name: "openapi",
  packages: ["openapi-python-client==0.29.1", "mypy==2.4.1"],
});

/** What each linter recommends, and no rule of it left out. */
const REDOCLY = "extends: [recommended]\n";
const SPECTRAL = "extends: [[spectral:oas, recommended]]\n";

const ENV = { REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true", NO_COLOR: "1" };

type Description = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { operationId: string }>>>>;
  info: Record<string, unknown>;
};

const description = () =>
  openApi({ bank: "Village Bank", version: "0.0.0" }) as unknown as Description;

function operations({ paths }: Description): string[] {
  return Object.values(paths).flatMap((verbs) =>
    Object.values(verbs).map(({ operationId }) => operationId)
  );
}

function written(dir: Scratch, given: unknown = description()): string {
  return dir.file("openapi.json", JSON.stringify(given, null, 2));
}

const program = (name: string) => join(npm!, "node_modules", ".bin", name);

function redocly(dir: Scratch, path: string) {
  const config = dir.file("redocly.yaml", REDOCLY);
  const words = ["lint", "--config", config, "--format", "json", "--max-problems", "50", path];
  return tool([program("redocly"), ...words], { env: ENV, cwd: dir.path });
}

function spectral(dir: Scratch, path: string) {
  const rules = dir.file("spectral.yaml", SPECTRAL);
  const words = ["lint", "--ruleset", rules, "--fail-severity", "hint", path];
  return tool([program("spectral"), ...words], { env: ENV, cwd: dir.path });
}

Deno.test({
  name: "OpenAPI: Redocly has nothing to say, and would",
  ignore: npm === null,
  fn() {
    using dir = scratch();
    const { code, out, err } = redocly(dir, written(dir));
    const { problems, totals } = JSON.parse(out.slice(out.indexOf("{")));
    assert.deepEqual([code, problems, totals.warnings], [0, [], 0], err);
    const { info, ...rest } = description();
    const worse = { ...rest, info: { ...info, license: undefined } };
    assert.match(redocly(dir, written(dir, worse)).out, /info-license/);
  },
});

Deno.test({
  name: "OpenAPI: Spectral has nothing to say, and would",
  ignore: npm === null,
  fn() {
    using dir = scratch();
    const { code, out, err } = spectral(dir, written(dir));
    assert.equal(code, 0, out + err);
    const { info, ...rest } = description();
    const worse = spectral(dir, written(dir, { ...rest, info: { ...info, contact: undefined } }));
    assert.match(worse.out, /info-contact/);
    assert.notEqual(worse.code, 0);
  },
});

/** A program in terms of the generated types: documents are bytes there and back, a payment is what it is over TCP. */
const USE = `import type { operations, components } from "./client.d.ts";
type Content<T> = T extends { content: infer C } ? C[keyof C] : never;
export const put: Content<operations["putDocument"]["requestBody"]> = "bytes";
export const got: Content<operations["getDocument"]["responses"][200]> = put;
export const paid: Content<operations["transfer"]["requestBody"]> = { to: "bob", amountMinor: 5 };
export const id: Content<operations["transfer"]["responses"][200]>["id"] = "x";
export const code: components["schemas"]["Problem"]["code"] = "insufficient_funds";
`;

Deno.test({
  name: "OpenAPI: openapi-typescript makes types with every operation, which compile",
  ignore: npm === null,
  fn() {
    using dir = scratch();
    const path = join(dir.path, "client.d.ts");
    const made = tool([program("openapi-typescript"), written(dir), "--output", path]);
    assert.equal(made.code, 0, made.out + made.err);
    const strict = [
      "--strict",
      "--skipLibCheck",
      "false",
      "--noEmit",
      "--allowImportingTsExtensions",
    ];
    const compiled = (text: string) =>
      tool([program("tsc"), ...strict, dir.file("use.ts", text)], { cwd: dir.path });
    const { code, out } = compiled(USE);
    assert.equal(code, 0, out);
    const text = Deno.readTextFileSync(path);
    const missing = operations(description()).filter((name) => !text.includes(`    ${name}: {`));
    assert.deepEqual(missing, []);
    assert.match(compiled(USE.replace('"bob", amountMinor: 5', '"bob", amount: 5')).out, /amount/);
  },
});

/** Names that Python has already, as the generator finds them in its own `builtins`. */
const TAKEN: ReadonlySet<string> = new Set(["credits"]);

/** As Python writes it. */
function snake(name: string): string {
  const written = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return TAKEN.has(written) ? `${written}_` : written;
}

Deno.test({
  name: "OpenAPI: openapi-python-client makes a client that leaves nothing out, and mypy takes it",
  ignore: python === null,
  fn() {
    using dir = scratch();
    const bin = join(python!, "..");
    const client = join(dir.path, "bank_api");
    const made = tool(
      [
        python!,
        "-m",
        "openapi_python_client",
        "generate",
        "--path",
        written(dir),
        "--meta",
        "none",
        "--output-path",
        client,
        "--fail-on-warning",
      ],
      { env: { PATH: `${bin}:${Deno.env.get("PATH")}`, NO_COLOR: "1" }, cwd: dir.path },
    );
    assert.equal(made.code, 0, made.out + made.err);
    const modules = readdirSync(join(client, "api")).filter((name) => !name.includes("."))
      .flatMap((tag) => readdirSync(join(client, "api", tag)))
      .map((name) => basename(name, ".py"));
    const missing = operations(description()).filter((name) => !modules.includes(snake(name)));
    assert.deepEqual(missing, []);
    assert.ok(existsSync(join(client, "models")), "no models");
    // What the generator writes once for all clients (client.py) is its own business.
    const checked = tool(
      [
        python!,
        "-m",
        "mypy",
        "--follow-imports=silent",
        "--no-incremental",
        "-p",
        "bank_api.api",
        "-p",
        "bank_api.models",
      ],
      { cwd: dir.path },
    );
    assert.equal(checked.code, 0, checked.out.slice(-2_000) + checked.err);
  },
});

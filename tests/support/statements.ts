// Statements as an account's owner could have them, and readers of their forms that share no code with the writers: CSV
// by RFC 4180, XML by the few rules that both documents use.
import assert from "node:assert/strict";
import type { Currency } from "../../bank/money.ts";
import type { Statement } from "../../terminal/statement/period.ts";
import type { EntryView } from "../../api/answers.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

export interface Row {
  readonly kind?: EntryView["kind"];
  readonly amountMinor: number;
  readonly name?: string | null;
  readonly memo?: string;
}

export interface StatementOptions {
  readonly currency?: Currency;
  readonly openingMinor?: number;
  readonly rows: readonly Row[];
}

const FROM_MS = new Date(2026, 10, 1).getTime();

export function statementOf(options: StatementOptions): Statement {
  const { currency = { code: "INR", scale: 2 }, openingMinor = 1_000, rows } = options;
  let bookedMinor = openingMinor;
  const entries = rows.map((
    { kind = "transfer", amountMinor, name = "Bob", memo = "" },
    place,
  ) => ({
    number: place + 5,
    transferId: `01a20bd5-8510-7266-8dc5-${String(place).padStart(12, "0")}`,
    kind,
    amountMinor,
    bookedMinor: bookedMinor += amountMinor,
    counterparty: kind === "transfer" ? "482913057719" : "cash",
    counterpartyName: name,
    memo,
    atMs: FROM_MS + place * 60_000,
  }));
  const account: Statement["account"] = {
    number: "977735680743",
    userName: "ann",
    displayName: "Ann <Lee> & Co",
    role: "customer",
    status: "open",
    openedAtMs: FROM_MS,
    currency,
    block: 7,
    bookedMinor,
    heldMinor: 0,
    availableMinor: bookedMinor,
  };
  return {
    bank: 'Bank "of" <the> Village',
    currency,
    account,
    entries,
    fromMs: FROM_MS,
    toMs: FROM_MS + 30 * DAY_MS,
    madeAtMs: FROM_MS + 31 * DAY_MS,
    openingMinor,
    closingMinor: bookedMinor,
  };
}

/** Minor units of a decimal with exactly, or at most, the currency's decimals. */
export function minorOf(text: string, { scale }: Currency): number {
  const [, sign, whole, decimals = ""] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? assert.fail(text);
  assert.ok(decimals.length <= scale, `${text} has more than ${scale} decimals`);
  const minor = Number(`${whole}${decimals.padEnd(scale, "0")}`);
  return sign === "-" ? -minor : minor;
}

/** RFC 4180, strictly: CRLF after each record, quotes where they are needed, as many fields everywhere. */
export function csvRecords(text: string): string[][] {
  const records: string[][] = [];
  let [record, at]: [string[], number] = [[], 0];
  while (at < text.length) {
    const quoted = /"((?:[^"]|"")*)"(,|\r\n)/y;
    const plain = /([^",\r\n]*)(,|\r\n)/y;
    quoted.lastIndex = plain.lastIndex = at;
    const field = text[at] === '"' ? quoted.exec(text) : plain.exec(text);
    assert.ok(field, `no field at ${JSON.stringify(text.slice(at, at + 40))}`);
    const [all, value = "", end] = field;
    record.push(text[at] === '"' ? value.replaceAll('""', '"') : value);
    at += all.length;
    if (end === ",") continue;
    records.push(record);
    record = [];
  }
  assert.deepEqual(record, [], "the last record ends with CRLF");
  assert.equal(new Set(records.map(({ length }) => length)).size, 1, "as many fields everywhere");
  return records;
}

export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  readonly text: string;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"' };

const decoded = (text: string) =>
  text.replace(/&(\w+);/g, (_, name: string) => ENTITIES[name] ?? assert.fail(name));

/** Elements, attributes, text; no comments, no CDATA. @throws when it is not well formed. */
export function xmlElement(text: string): Element {
  const body = text.replace(/^(?:<\?[^?]*\?>\n)+/, "");
  const tags = /<(\/?)([A-Za-z0-9]+)((?: [A-Za-z:]+="[^"<]*")*)>([^<]*)/gy;
  const root = { name: "", attributes: {}, children: [] as Element[], text: "" };
  const open: (Element & { children: Element[]; text: string })[] = [root];
  let end = 0;
  for (const [all, closing, name = "", attributes = "", following = ""] of body.matchAll(tags)) {
    end += all.length;
    if (closing) {
      assert.equal(open.pop()?.name, name, "elements are nested");
      continue;
    }
    const pairs = [...attributes.matchAll(/ ([A-Za-z:]+)="([^"]*)"/g)];
    const found = {
      name,
      attributes: Object.fromEntries(pairs.map(([, key, value]) => [key, decoded(value!)])),
      children: [],
      text: decoded(following),
    };
    open.at(-1)!.children.push(found);
    open.push(found);
  }
  assert.equal(end, body.length, `not XML: ${body.slice(end, end + 60)}`);
  assert.equal(open.length, 1, "all elements are closed");
  assert.equal(root.children.length, 1, "one root");
  return root.children[0]!;
}

/** The body of a file in OFX 1.0.3: of SGML only what is XML as well, with no entity that OFX does not have. */
export function ofxElement(text: string): Element {
  const [, body = ""] = /^(?:[A-Z]+:[\w-]+\r\n)+\r\n([^]*)$/.exec(text) ??
    assert.fail(text.slice(0, 200));
  assert.doesNotMatch(body, /&(?!(?:amp|lt|gt);)/);
  return xmlElement(body);
}

/** Descendants by their path of names, e.g. `Stmt/Ntry`. */
export function all(element: Element, path: string): Element[] {
  return path.split("/").reduce<Element[]>(
    (found, name) =>
      found.flatMap(({ children }) => children.filter((child) => child.name === name)),
    [element],
  );
}

export function textAt(element: Element, path: string): string {
  const [found, ...more] = all(element, path);
  assert.ok(found && more.length === 0, `one ${path} in ${element.name}`);
  return found.text;
}

/** By a parser of another project. @returns what it complains about, or "". */
export async function complaintOfPython(xml: string): Promise<string> {
  const child = new Deno.Command("python3", {
    args: ["-c", "import sys, xml.dom.minidom as m; m.parseString(sys.stdin.buffer.read())"],
    stdin: "piped",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(xml));
  await writer.close();
  const { success, stderr } = await child.output();
  return success ? "" : new TextDecoder().decode(stderr);
}

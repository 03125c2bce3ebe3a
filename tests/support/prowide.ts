// Prowide, a model of ISO 20022 that programs of banks are made with: brought by Maven once, run by
// a few lines of Java.
import assert from "node:assert/strict";
import { javaTool } from "./maven.ts";
import { scratch } from "./program.ts";

const run = javaTool({
  folder: "prowide",
  version: "SRU2025-10.3.10",
  what: "Prowide",
  main: "ReadPain.java",
});

export const hasProwide = run !== null;

/** As texts of the file. */
export interface ReadTransaction {
  readonly reference: string;
  readonly amount: string;
  readonly currency: string;
  readonly name: string;
  readonly account: string;
}

export interface ReadMessage {
  readonly id: string;
  readonly count: string;
  readonly sum: string;
  readonly transactions: readonly ReadTransaction[];
}

/** @returns what Prowide reads in these files of pain.001, in their order. */
export function readByProwide(texts: readonly string[]): readonly ReadMessage[] {
  using dir = scratch();
  const paths = texts.map((text, place) => dir.file(`${place}.xml`, text));
  const { code, out, err } = run!(paths);
  assert.equal(code, 0, err);
  const said = out.trim().split("\n").map((row) => row.split("\t"));
  const of = (what: string, path: string) =>
    said.filter(([kind, file]) => kind === what && file === path).map(([, , ...cells]) => cells);
  return paths.map((path) => {
    const messages = of("message", path);
    assert.equal(messages.length, 1, out);
    const [id = "", count = "", sum = ""] = messages[0]!;
    const transactions = of("transaction", path).map((
      [reference = "", amount = "", currency = "", name = "", account = ""],
    ) => ({ reference, amount, currency, name, account }));
    return { id, count, sum, transactions };
  });
}

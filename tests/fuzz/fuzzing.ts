// Fuzzing: what is known to be interesting (tests/fuzz/corpus) is bent in every way that chance finds, for a moment or for as long
// as FUZZ_SECONDS says. Every input has a bound of time, and the whole has one of memory. SEED=… repeats a run.
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { ROOT } from "../support/program.ts";
import { SEEDED } from "../support/ledger.ts";

const SECONDS = Number(Deno.env.get("FUZZ_SECONDS") ?? 0.6);

/** Milliseconds that one input may take on a busy machine; honest ones take less than one. */
const INPUT_MS_MAX = 3_000;

/** MiB that may be left over when all is done. */
const LEFT_MIB_MAX = 400;

/** Bytes of a bent input. */
const INPUT_BYTES_MAX = 64 * 1_024;

/** What is kept under this name, each file one input. */
export function corpus(name: string): Uint8Array[] {
  const directory = join(ROOT, "tests", "fuzz", "corpus", name);
  const names = readdirSync(directory).sort();
  return names.map((file) => new Uint8Array(readFileSync(join(directory, file))));
}

type Bend = (bytes: Uint8Array) => Uint8Array;

const join2 = (...parts: readonly Uint8Array[]) => new Uint8Array(Buffer.concat(parts));

/** @param words that mean something to who reads. */
function bending(words: readonly string[], others: readonly Uint8Array[]): fc.Arbitrary<Bend> {
  const at = fc.nat(INPUT_BYTES_MAX);
  const place = (bytes: Uint8Array, where: number) => where % (bytes.length + 1);
  const put = (what: fc.Arbitrary<Uint8Array>) =>
    fc.tuple(at, what, fc.boolean()).map(([where, patch, over]): Bend => (bytes) => {
      const from = place(bytes, where);
      return join2(
        bytes.subarray(0, from),
        patch,
        bytes.subarray(from + (over ? patch.length : 0)),
      );
    });
  const word = fc.constantFrom(...words).map((text) => new Uint8Array(Buffer.from(text, "latin1")));
  const cut = fc.tuple(at, at).map(([a, b]): Bend => (bytes) => {
    const [from, to] = [place(bytes, a), place(bytes, b)].sort((x, y) => x - y);
    return join2(bytes.subarray(0, from), bytes.subarray(to));
  });
  const repeated = fc.tuple(at, fc.integer({ min: 1, max: 40 }), fc.integer({ min: 2, max: 400 }))
    .map(([where, length, times]): Bend => (bytes) => {
      const from = place(bytes, where);
      const part = bytes.subarray(from, from + length);
      return join2(bytes.subarray(0, from), ...Array(times).fill(part), bytes.subarray(from));
    });
  const bit = fc.tuple(at, fc.nat(7)).map(([where, n]): Bend => (bytes) =>
    bytes.map((byte, index) => index === place(bytes, where) ? byte ^ (1 << n) : byte)
  );
  const spliced = fc.tuple(at, fc.constantFrom(...others)).map(([where, other]): Bend => (bytes) =>
    join2(bytes.subarray(0, place(bytes, where)), other.subarray(place(other, where)))
  );
  return fc.oneof(
    bit,
    cut,
    repeated,
    spliced,
    put(word),
    put(fc.uint8Array({ minLength: 1, maxLength: 16 })),
  );
}

/** Inputs of this name, bent a few times, and now and then noise. */
export function bent(
  inputs: readonly Uint8Array[],
  words: readonly string[],
): fc.Arbitrary<Uint8Array> {
  const bends = fc.array(bending(words, inputs), { maxLength: 6 });
  const some = fc.tuple(fc.constantFrom(...inputs), bends).map(([input, all]) =>
    all.reduce((bytes, act) => act(bytes), input).subarray(0, INPUT_BYTES_MAX)
  );
  return fc.oneof(
    { weight: 9, arbitrary: some },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }) },
  );
}

const heldMiB = () => {
  const { heapUsed, external } = Deno.memoryUsage();
  return (heapUsed + external) / 2 ** 20;
};

/** Until the time is over: each in bounded time, and all together in bounded memory. @param act throws when something is wrong. */
export async function fuzz<T>(input: fc.Arbitrary<T>, act: (input: T) => unknown): Promise<void> {
  const before = heldMiB();
  let runs = 0;
  const property = fc.asyncProperty(input, async (one) => {
    runs++;
    const began = performance.now();
    await act(one);
    const ms = performance.now() - began;
    assert.ok(ms <= INPUT_MS_MAX, `one input took ${Math.round(ms)} ms`);
  });
  await fc.assert(property, {
    numRuns: 1e9,
    interruptAfterTimeLimit: SECONDS * 1_000,
    reporter: report,
    ...SEEDED,
  });
  assert.ok(runs > 10, `only ${runs} inputs were tried`);
  const left = heldMiB() - before;
  assert.ok(left <= LEFT_MIB_MAX, `${Math.round(left)} MiB more than before are held`);
}

/** As fast-check says it, with bytes in a form that can be put into the corpus. */
function report<T>(details: fc.RunDetails<[T]>): void {
  if (!details.failed) return;
  const [input] = details.counterexample ?? [];
  const base64 = input instanceof Uint8Array
    ? `\nIn base64: ${Buffer.from(input).toString("base64")}`
    : "";
  throw new Error(`${fc.defaultReportMessage(details)}${base64}`);
}

export const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

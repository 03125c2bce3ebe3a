// Whether two kinds of tries differ in the time of their answers: tries in random order, and Welch's test (1947) on what they took.
// Times are cropped at a high quantile of all of them together first, as dudect does (Reparaz, Balasch, Verbauwhede 2017):
// what the machine does beside makes few times long, and says nothing about the bank.
import { performance } from "node:perf_hooks";

/** What a stranger learns, or how to find it out when the time does not count any more. */
type Told = string | (() => Promise<string>);

/** Makes one try ready. @returns the try, whose time counts. */
export type Try = (number: number) => Promise<() => Promise<Told>>;

export interface Scene {
  readonly name: string;
  /** The first is what the others are compared with. */
  readonly tries: Readonly<Record<string, Try>>;
  /** The answers tell the kinds apart anyway: only the times are of interest. */
  readonly telling?: boolean;
}

export interface Row {
  readonly scene: string;
  readonly kind: string;
  readonly tries: number;
  readonly medianUs: number;
  readonly p90Us: number;
  /** Mean of the cropped times, less that of the first kind. */
  readonly differenceUs: number;
  readonly t: number;
  /** The smallest difference that would have been seen four times out of five. */
  readonly seenFromUs: number;
  /** Different things that were said. */
  readonly said: readonly string[];
}

/** Tries of each kind that are not counted: the first ones are slow. */
const WARM_UP = 20;

/** Beyond this quantile times are not looked at. */
const CROP = 0.95;

/** Of the normal distribution: 5 % false alarms on both sides, 80 % found. */
const Z_SEEN = 1.96 + 0.84;

/** Between 0 and 1. */
export type Chance = () => number;

/** One after the other, in an order that nothing follows. */
export async function measure(scene: Scene, each: number, chance: Chance): Promise<Row[]> {
  const kinds = Object.entries(scene.tries);
  const took = new Map(kinds.map(([kind]) => [kind, [] as number[]]));
  const said = new Map(kinds.map(([kind]) => [kind, new Set<string>()]));
  for (let number = -WARM_UP; number < each; number++) {
    for (const [kind, attempt] of shuffled(kinds, chance)) {
      const ready = await attempt(number + WARM_UP);
      const began = performance.now();
      const told = await ready();
      const us = (performance.now() - began) * 1_000;
      said.get(kind)!.add(typeof told === "string" ? told : await told());
      if (number >= 0) took.get(kind)!.push(us);
    }
  }
  const edge = quantile([...took.values()].flat(), CROP);
  const first = cropped(took.get(kinds[0]![0])!, edge);
  return kinds.map(([kind], place) => {
    const times = took.get(kind)!;
    const { difference, t, error } = welch(first, cropped(times, edge));
    const round = (us: number) => Math.round(us * 10) / 10;
    return {
      scene: scene.name,
      kind,
      tries: times.length,
      medianUs: round(quantile(times, 0.5)),
      p90Us: round(quantile(times, 0.9)),
      differenceUs: place === 0 ? 0 : round(difference),
      t: place === 0 ? 0 : round(t),
      seenFromUs: place === 0 ? 0 : round(Z_SEEN * error),
      said: [...said.get(kind)!].sort(),
    };
  });
}

function shuffled<T>(all: readonly T[], chance: Chance): T[] {
  const rest = [...all];
  const order: T[] = [];
  while (rest.length > 0) order.push(...rest.splice(Math.floor(chance() * rest.length), 1));
  return order;
}

function cropped(times: readonly number[], edge: number): number[] {
  return times.filter((us) => us <= edge);
}

/** @param share between 0 and 1. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

function spread(values: readonly number[]): { mean: number; variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, variance: squares / (values.length - 1) };
}

/** Welch's t for unequal variances. @returns `error`, the standard error of the difference of the means. */
export function welch(
  one: readonly number[],
  other: readonly number[],
): { difference: number; error: number; t: number } {
  const [a, b] = [spread(one), spread(other)];
  const error = Math.sqrt(a.variance / one.length + b.variance / other.length);
  const difference = b.mean - a.mean;
  return { difference, error, t: error === 0 ? 0 : difference / error };
}

export function tableOf(rows: readonly Row[]): string {
  const lines = rows.map((row) =>
    `| ${row.scene} | ${row.kind} | ${row.tries} | ${row.medianUs} | ${row.p90Us} | ` +
    (row.t === 0 && row.seenFromUs === 0
      ? "– | – | –"
      : `${row.differenceUs} | ${row.t} | ${row.seenFromUs}`) +
    ` | ${row.said.length} |`
  );
  const head =
    "| scene | kind | tries | median µs | p90 µs | difference µs | t | seen from µs | answers |";
  return [head, "|---|---|---|---|---|---|---|---|---|", ...lines].join("\n");
}

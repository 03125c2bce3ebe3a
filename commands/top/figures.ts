// The text format of Prometheus (exposition format 0.0.4), as a bank writes it, and what two readings of it say together: rates, and
// quantiles out of histograms. Pure.

export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** By name. */
export type Figures = ReadonlyMap<string, readonly Sample[]>;

const LINE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/;
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g;

const numberOf = (text: string) => text === "+Inf" ? Infinity : Number(text);

/** @returns null when it is something else. */
export function readFigures(text: string): Figures | null {
  const figures = new Map<string, Sample[]>();
  for (const row of text.split("\n")) {
    if (row === "" || row.startsWith("#")) continue;
    const [, name, labelled = "", written = ""] = LINE.exec(row) ?? [];
    const value = numberOf(written);
    if (name === undefined || Number.isNaN(value)) return null;
    const labels = Object.fromEntries(
      [...labelled.matchAll(LABEL)].map(([, label, of]) => [label, of!.replace(/\\(.)/g, "$1")]),
    );
    const known = figures.get(name);
    if (known) known.push({ labels, value });
    else figures.set(name, [{ labels, value }]);
  }
  return figures;
}

export type Wanted = Readonly<Record<string, string>>;

function samples(figures: Figures, name: string, wanted: Wanted): readonly Sample[] {
  const all = figures.get(name) ?? [];
  return all.filter(({ labels }) =>
    Object.entries(wanted).every(([label, value]) => labels[label] === value)
  );
}

/** The sum of all that have these labels. */
export function sumOf(figures: Figures, name: string, wanted: Wanted = {}): number {
  return samples(figures, name, wanted).reduce((sum, { value }) => sum + value, 0);
}

/** Two readings, one after the other, of one bank. */
export interface Readings {
  readonly before: Figures;
  readonly after: Figures;
  readonly seconds: number;
}

/** By how much it has grown; a bank that was started again meanwhile counts from nothing. */
export function growthOf({ before, after }: Readings, name: string, wanted: Wanted = {}): number {
  const [from, to] = [sumOf(before, name, wanted), sumOf(after, name, wanted)];
  return to >= from ? to - from : to;
}

export function rateOf(readings: Readings, name: string, wanted: Wanted = {}): number {
  return growthOf(readings, name, wanted) / readings.seconds;
}

/**
 * Of what was observed between the readings, as Prometheus' `histogram_quantile` has it: spread evenly within a bucket.
 * @returns null where nothing was observed; the largest finite bound for what is above it.
 */
export function quantileOf(
  readings: Readings,
  { name, wanted = {}, share }: {
    readonly name: string;
    readonly wanted?: Wanted;
    readonly share: number;
  },
): number | null {
  const bucket = `${name}_bucket`;
  const bounds = [
    ...new Set(samples(readings.after, bucket, wanted).map(({ labels }) => labels.le ?? "")),
  ].sort((one, other) => numberOf(one) - numberOf(other));
  const counts = bounds.map((le) => growthOf(readings, bucket, { ...wanted, le }));
  const rank = (counts.at(-1) ?? 0) * share;
  if (rank === 0) return null;
  const place = counts.findIndex((count) => count >= rank);
  const [low, below] = place === 0 ? [0, 0] : [numberOf(bounds[place - 1]!), counts[place - 1]!];
  const high = numberOf(bounds[place]!);
  return high === Infinity ? low : low + (high - low) * (rank - below) / (counts[place]! - below);
}

/** All values of a label. */
export function valuesOf(figures: Figures, name: string, label: string): string[] {
  return [...new Set((figures.get(name) ?? []).map(({ labels }) => labels[label] ?? ""))];
}

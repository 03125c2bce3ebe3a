// Figures that are counted on the hot path: plain numbers, which prom-client reads when Prometheus asks for them.
import type { MetricObjectWithValues, MetricValue } from "prom-client";

type Values = MetricObjectWithValues<MetricValue<string>>["values"];

/** What prom-client's registry needs of a metric. */
export interface Figure {
  readonly name: string;
  get(): Promise<MetricObjectWithValues<MetricValue<string>>>;
}

interface About {
  readonly name: string;
  readonly help: string;
}

/** How often something happened, by labels. */
export class Tally implements Figure {
  readonly name: string;
  readonly #about: About;
  readonly #names: readonly string[];
  /** By the values of the labels, joined. */
  readonly #counts = new Map<string, number>();

  /** @param names of the labels, in the order in which `count` gets their values. */
  constructor(about: About, names: readonly string[]) {
    this.name = about.name;
    this.#about = about;
    this.#names = names;
  }

  count(values: string, by = 1): void {
    this.#counts.set(values, (this.#counts.get(values) ?? 0) + by);
  }

  get(): Promise<MetricObjectWithValues<MetricValue<string>>> {
    const values: Values = [...this.#counts].map(([joined, value]) => {
      const parts = joined.split(" ");
      const labels = Object.fromEntries(this.#names.map((name, at) => [name, parts[at] ?? ""]));
      return { value, labels };
    });
    return Promise.resolve({ ...this.#about, type: "counter", aggregator: "sum", values } as never);
  }
}

interface Counted {
  /** As many as there are bounds, and one for what lies above. */
  readonly buckets: Float64Array;
  sum: number;
  count: number;
}

/** How large something was, in buckets, by one label or none. */
export class Distribution implements Figure {
  readonly name: string;
  readonly #about: About;
  readonly #bounds: readonly number[];
  readonly #label: string | null;
  readonly #counted = new Map<string, Counted>();

  /** @param bounds upper bounds, ascending, in the unit that the name says. */
  constructor(about: About, bounds: readonly number[], label: string | null = null) {
    this.name = about.name;
    this.#about = about;
    this.#bounds = bounds;
    this.#label = label;
  }

  observe(value: number, of = ""): void {
    let counted = this.#counted.get(of);
    if (!counted) {
      counted = { buckets: new Float64Array(this.#bounds.length + 1), sum: 0, count: 0 };
      this.#counted.set(of, counted);
    }
    let at = 0;
    while (at < this.#bounds.length && value > this.#bounds[at]!) at++;
    counted.buckets[at]!++;
    counted.sum += value;
    counted.count++;
  }

  get(): Promise<MetricObjectWithValues<MetricValue<string>>> {
    const { name } = this.#about;
    const values: (Values[number] & { metricName: string })[] = [];
    for (const [of, { buckets, sum, count }] of this.#counted) {
      const labels = this.#label === null ? {} : { [this.#label]: of };
      let below = 0;
      [...this.#bounds, "+Inf"].forEach((le, at) => {
        below += buckets[at]!;
        values.push({ metricName: `${name}_bucket`, labels: { ...labels, le }, value: below });
      });
      values.push({ metricName: `${name}_sum`, labels, value: sum });
      values.push({ metricName: `${name}_count`, labels, value: count });
    }
    const about = { ...this.#about, type: "histogram", aggregator: "sum", values };
    return Promise.resolve(about as never);
  }
}

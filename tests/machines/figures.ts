// What a run has seen and how long it took, said at once and as a table at its end.

export class Figures {
  readonly #rows: (readonly [what: string, figure: string])[] = [];

  saw(what: string, figure: string): void {
    this.#rows.push([what, figure]);
    console.log(`  ${what}: ${figure}`);
  }

  /** Notes how long this took. */
  async timed<T>(what: string, work: () => Promise<T>): Promise<T> {
    const began = performance.now();
    const result = await work();
    this.saw(what, `${((performance.now() - began) / 1_000).toFixed(1)} s`);
    return result;
  }

  /** For a page of the documentation. */
  table(): string {
    const rows = this.#rows.map(([what, figure]) => `| ${what} | ${figure} |`);
    return ["| | |", "|---|---|", ...rows].join("\n");
  }
}

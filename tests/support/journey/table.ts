// What became of each step of the journey in each form, and the table of it that ends up in the log of a run.

/** "ok", why a step was left out, or what went wrong. */
type Cell = { readonly ok: true } | { readonly leftOut: string } | { readonly failed: string };

export class Table {
  readonly #steps: readonly string[];
  readonly #rows = new Map<string, Map<string, Cell>>();

  constructor(steps: readonly string[]) {
    this.#steps = steps;
  }

  note(form: string, step: string, cell: Cell): void {
    const row = this.#rows.get(form) ?? new Map<string, Cell>();
    this.#rows.set(form, row.set(step, cell));
  }

  /** The whole form. */
  leaveOut(form: string, why: string): void {
    for (const step of this.#steps) this.note(form, step, { leftOut: why });
  }

  /** Of every form that did not come to its end, the step at which it stopped, and why. */
  faults(forms: readonly string[]): string[] {
    return forms.flatMap((form) => {
      const cells = this.#steps.map((step) => [step, this.#rows.get(form)?.get(step)] as const);
      const [step, cell] = cells.find(([, cell]) => !cell || "failed" in cell) ?? [];
      if (step === undefined) return [];
      return [`${form}, ${step}: ${cell && "failed" in cell ? cell.failed : "not reached"}`];
    });
  }

  /** One line for each form; reasons are numbered and stand below. */
  text(forms: readonly string[]): string {
    const reasons: string[] = [];
    const numbered = (why: string) => {
      if (!reasons.includes(why)) reasons.push(why);
      return `(${reasons.indexOf(why) + 1})`;
    };
    const shown = (cell: Cell | undefined) => {
      if (!cell) return "-";
      if ("failed" in cell) return "FAILED";
      return "leftOut" in cell ? numbered(cell.leftOut) : "ok";
    };
    const rows = [
      ["form", ...this.#steps],
      ...forms.map((form) => [
        form,
        ...this.#steps.map((step) => shown(this.#rows.get(form)?.get(step))),
      ]),
    ];
    const widths = rows[0]!.map((_, at) => Math.max(...rows.map((row) => row[at]!.length)));
    const lines = rows.map((row) =>
      row.map((cell, at) => cell.padEnd(widths[at]!)).join("  ").trimEnd()
    );
    const below = reasons.map((why, at) => `(${at + 1}) ${why}`);
    return [...lines, "- not reached", ...below].join("\n");
  }
}

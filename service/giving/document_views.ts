// Which views of documents are in the journal already: the parts of one document that an officer reads within a few minutes
// are one view.

/** Milliseconds from the first part in which the others belong to the same view. */
const VIEW_MS = 10 * 60_000;

/** Views remembered; the oldest goes first. */
const VIEWS_MAX = 10_000;

export class DocumentViews {
  readonly #atMs = new Map<string, number>();

  /** @param view officer, organisation and document. */
  has(view: string, nowMs: number): boolean {
    const atMs = this.#atMs.get(view);
    return atMs !== undefined && nowMs - atMs < VIEW_MS;
  }

  /** It has been recorded now. */
  add(view: string, nowMs: number): void {
    this.#atMs.delete(view);
    this.#atMs.set(view, nowMs);
    if (this.#atMs.size > VIEWS_MAX) this.#atMs.delete(this.#atMs.keys().next().value!);
  }
}

// How much one donor may have open. The lists behind it follow what is durable, so what is on its way there counts as well: else many
// that are asked for at once would all find room.
import { Refusal } from "../../bank/refusal.ts";

interface Room {
  /** Its name in a refusal. */
  readonly limit: string;
  readonly max: number;
  /** Those that are durable, without this one. */
  readonly used: number;
}

export class OpenLimits {
  readonly #coming = new Map<string, number>();

  /** @param work puts one more there, or is refused. */
  async within<T>(
    donor: string,
    { limit, max, used: durable }: Room,
    work: () => Promise<T | Refusal>,
  ): Promise<T | Refusal> {
    const key = `${limit} ${donor}`;
    const coming = this.#coming.get(key) ?? 0;
    const used = durable + coming;
    if (used >= max) return new Refusal("limit_exceeded", { limit, max, used });
    this.#coming.set(key, coming + 1);
    try {
      return await work();
    } finally {
      const left = this.#coming.get(key)! - 1;
      if (left > 0) this.#coming.set(key, left);
      else this.#coming.delete(key);
    }
  }
}

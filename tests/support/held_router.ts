// A router that holds every answer back until the test lets it go, so that requests are under way for as long
// as the test wants. `resume` is answered as usual.
import type { Request, RequestId } from "../../api/message.ts";
import { Router } from "../../service/router.ts";
import type { Session } from "../../service/identity/session.ts";

export class HeldRouter extends Router {
  readonly #held = new Map<RequestId, () => void>();
  #wake: (() => void) | null = null;

  override answer(session: Session, request: Request, reply: (text: string) => void): void {
    if (request.method === "resume") return super.answer(session, request, reply);
    const { id } = request;
    const text = `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":{}}\n`;
    this.#held.set(id, () => reply(text));
    this.#wake?.();
  }

  get size(): number {
    return this.#held.size;
  }

  /** Until so many requests are under way. */
  async holds(count: number): Promise<void> {
    while (this.#held.size < count) await new Promise<void>((resolve) => this.#wake = resolve);
  }

  letGo(id: RequestId): void {
    this.#held.get(id)!();
    this.#held.delete(id);
  }

  letAllGo(): void {
    for (const id of [...this.#held.keys()]) this.letGo(id);
  }
}

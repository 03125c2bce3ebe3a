// How far a command has come: whether it has asked the bank for something that changes anything, and whether that was
// answered. What fails on this machine afterwards must not be taken for a refusal.
import { type Client, RefusedError } from "../net/client/client.ts";
import { RemoteError } from "../api/message.ts";
import { type MethodName, METHODS, type Params, type Result } from "../api/methods.ts";

/** They change nothing that a customer would have to check after a failure. */
const HARMLESS: ReadonlySet<MethodName> = new Set<MethodName>(
  ["resume", "audit", "alertsListen", "alertsRead", "setUpSecondFactor"],
);

/** Errors of the protocol that are told before anything is done. */
const NOT_TAKEN: ReadonlySet<string> = new Set([
  "frame_too_long",
  "not_utf8",
  "not_json",
  "invalid_request",
  "method_not_found",
  "invalid_params",
]);

/** Nothing of what was asked has happened, for certain. */
function isRefusal(error: unknown): boolean {
  return error instanceof RefusedError ||
    error instanceof RemoteError && NOT_TAKEN.has(error.code);
}

export class Progress {
  #asked = 0;
  #open = 0;
  #refused = 0;

  /** The bank has done something of what it was asked. */
  get changed(): boolean {
    return this.#asked > this.#open + this.#refused;
  }

  /** Nothing has happened, for certain. */
  get untouched(): boolean {
    return this.#asked === this.#refused;
  }

  /** From here on: what came before was only the way here. */
  begin(): void {
    this.#asked = this.#open = this.#refused = 0;
  }

  async call<M extends MethodName>(
    client: Client,
    method: M,
    params: Params<M>,
  ): Promise<Result<M>> {
    if ("reads" in METHODS[method] || HARMLESS.has(method)) {
      return await client.call(method, params);
    }
    this.#asked++;
    this.#open++;
    try {
      const result = await client.call(method, params);
      this.#open--;
      return result;
    } catch (error) {
      if (isRefusal(error)) {
        this.#open--;
        this.#refused++;
      }
      throw error;
    }
  }
}

// A session with the router of a bank in memory, without a connection in between.
import assert from "node:assert/strict";
import { type MethodName, METHODS, type Params, type Result } from "../../api/methods.ts";
import type { Router } from "../../service/router.ts";
import { type ClosingReason, Session, type SessionLink } from "../../service/identity/session.ts";
import type { Message } from "./connection.ts";

export class TestSession implements SessionLink {
  readonly session: Session;
  readonly ended: ClosingReason[] = [];
  readonly notices: string[] = [];
  readonly #router: Router;
  #nextId = 1;

  constructor(router: Router, source: string) {
    this.#router = router;
    this.session = new Session(source, this);
  }

  notify(method: string): void {
    this.notices.push(method);
  }

  notifyText(method: string, _params: () => string): boolean {
    this.notices.push(method);
    return true;
  }

  end(reason: ClosingReason): void {
    this.ended.push(reason);
  }

  /** The answer exactly as it would be sent. */
  text(method: string, params: unknown = {}, id = this.#nextId++): Promise<string> {
    return new Promise((reply) => this.#router.answer(this.session, { id, method, params }, reply));
  }

  async answer(method: string, params: unknown = {}): Promise<Message> {
    return JSON.parse(await this.text(method, params)) as Message;
  }

  /** The result, which must have exactly the form that the method table promises. */
  async call<M extends MethodName>(method: M, params: Params<M>): Promise<Result<M>> {
    const { result, error } = await this.answer(method, params);
    assert.equal(error, undefined, `${method} was not answered with a result`);
    const parsed = METHODS[method].result.parse(result);
    assert.deepEqual(parsed, result, `${method} answers more than the method table says`);
    return parsed as Result<M>;
  }

  /** The `data` of the error: `code`, `retryable` and what explains it. */
  async refused(method: MethodName, params: unknown = {}): Promise<Record<string, unknown>> {
    const { result, error } = await this.answer(method, params);
    assert.equal(result, undefined, `${method} was not refused`);
    return error!.data;
  }

  async code(method: MethodName, params: unknown = {}): Promise<unknown> {
    return (await this.refused(method, params)).code;
  }
}

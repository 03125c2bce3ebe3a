// Request → answer text: looks the method up, holds the access gate and the shape gate, calls the handler, and
// is the one place where unexpected failures are caught.
import { StorageError } from "../bank/journal.ts";
import { Refusal } from "../bank/refusal.ts";
import { accountHandlers } from "./accounts.ts";
import { alertHandlers } from "./alerts.ts";
import { guardingHandlers } from "./guarding.ts";
import { bankWordHandlers, HeadSigner } from "./bank_word.ts";
import { errorText, refusalText, type Request, resultText } from "./message.ts";
import { isMethodName, METHODS, shapeProblem } from "./methods.ts";
import type { Access } from "./shapes.ts";
import { paymentHandlers } from "./payments.ts";
import type { Handlers, Service } from "./service.ts";
import type { Session } from "./session.ts";
import { signInHandlers } from "./sign_in.ts";

export class Router {
  readonly #service: Service;
  readonly #handlers: Handlers;

  constructor(service: Service) {
    const heads = new HeadSigner();
    this.#service = service;
    this.#handlers = {
      hello: () => hello(service, heads),
      ping: () => ({ atMs: service.host.clock() }),
      ...signInHandlers(service),
      ...accountHandlers(service),
      ...paymentHandlers(service),
      ...alertHandlers(service),
      ...guardingHandlers(service),
      ...bankWordHandlers(service),
    };
  }

  /** Never throws. Calls `reply` once: at once where nothing has to be waited for. */
  answer(session: Session, request: Request, reply: (text: string) => void): void {
    const { id, method } = request;
    if (!isMethodName(method)) {
      return reply(
        errorText(id, "method_not_found", `There is no method "${method.slice(0, 40)}"`),
      );
    }
    const denied = denial(session, METHODS[method].access);
    if (denied) return reply(refusalText(id, denied));
    const parsed = METHODS[method].params.safeParse(request.params);
    if (!parsed.success) return reply(errorText(id, "invalid_params", shapeProblem(parsed.error)));
    // The table pairs each handler with the schema that produced its parameters.
    const handler = this.#handlers[method] as (session: Session, params: unknown) => unknown;
    let outcome: unknown;
    try {
      outcome = handler(session, parsed.data);
    } catch (error) {
      return reply(this.#incident(request, error));
    }
    if (!(outcome instanceof Promise)) return reply(outcomeText(id, outcome));
    outcome.then(
      (settled) => reply(outcomeText(id, settled)),
      (error) => reply(this.#incident(request, error)),
    );
  }

  #incident({ id, method }: Request, error: unknown): string {
    const { host } = this.#service;
    const bytes = host.random(6);
    const incident = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const stack = error instanceof Error ? error.stack : String(error);
    if (error instanceof StorageError) {
      host.log.error("the store could not be written", { incident, method, error: stack });
      return refusalText(id, new Refusal("storage_failed"));
    }
    host.log.error("request failed", { incident, method, error: stack });
    return errorText(id, "internal", `Something failed here; it is logged as incident ${incident}`);
  }
}

function outcomeText(id: string | number, outcome: unknown): string {
  return outcome instanceof Refusal ? refusalText(id, outcome) : resultText(id, outcome);
}

function denial(session: Session, access: Access): Refusal | null {
  if (access === "anyone") return null;
  if (!session.identity) return new Refusal("not_logged_in");
  const staffOnly = access === "staff" && session.identity.role !== "staff";
  return staffOnly ? new Refusal("not_allowed", { needs: "staff" }) : null;
}

function hello(service: Service, heads: HeadSigner) {
  const { name: bank, currency } = service.bank;
  const atMs = service.host.clock();
  return {
    protocol: 1 as const,
    server: service.server,
    bank,
    currency,
    head: heads.sign(service, service.loop.head),
    atMs,
  };
}

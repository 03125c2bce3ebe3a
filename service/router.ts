// Request → answer text: looks the method up, holds the access gate and the shape gate, calls the handler, and
// is the one place where unexpected failures are caught.
import { Episode } from "../bank/episode.ts";
import type { Log } from "../bank/host.ts";
import { StorageError } from "../bank/journal.ts";
import { Refusal } from "../bank/refusal.ts";
import { isStill } from "./acting.ts";
import { accountHandlers } from "./accounts.ts";
import { alertHandlers } from "./alerts.ts";
import { giftHandlers } from "./giving/gifts.ts";
import { organisationHandlers } from "./giving/organisations.ts";
import { reportHandlers } from "./giving/reports.ts";
import { reviewHandlers } from "./giving/reviews.ts";
import { guardingHandlers } from "./holds.ts";
import { bankWordHandlers, HeadSigner } from "./proofs.ts";
import { openGiftHandlers } from "./giving/open_gifts.ts";
import { lineHandlers } from "./lines.ts";
import { manyPaymentHandlers } from "./many_payments.ts";
import { payInHandlers } from "./pay_in.ts";
import { clockHandlers } from "./clock_confirmation.ts";
import {
  Encoded,
  errorText,
  Fault,
  refusalText,
  type Request,
  resultText,
} from "../api/message.ts";
import {
  isMethodName,
  type MethodName,
  METHODS,
  type Params,
  type Result,
  shapeProblem,
} from "../api/methods.ts";
import type { Method } from "../api/fields.ts";
import { paymentHandlers } from "./payments.ts";
import { type Meter, outcomeName } from "./meter.ts";
import type { Handlers, Service } from "./service.ts";
import type { Session } from "./identity/session.ts";
import { limitHandlers } from "./payment_limits/payment_limits.ts";
import { standingOrderHandlers } from "./standing_orders/standing_orders.ts";
import { careHandlers } from "./staff/customers.ts";
import { announcementHandlers } from "./announcements/announcements.ts";
import { tillHandlers } from "./tills/tills.ts";
import { creditHandlers } from "./credit/credits.ts";
import { payoutHandlers } from "./payouts/payouts.ts";
import { requestHandlers } from "./requests/payment_requests.ts";
import { recoveryHandlers } from "./identity/recovery.ts";
import { secondFactorHandlers } from "./identity/second_factor.ts";
import { askingOf, proveAgain } from "./identity/authentication.ts";
import { denial } from "./staff/duties.ts";
import { proposalHandlers } from "./staff/proposals.ts";
import { staffHandlers } from "./staff/staff.ts";
import { webhookHandlers } from "./webhooks/webhooks.ts";
import { signInHandlers } from "./identity/sign_in.ts";

/** What a face of the bank needs: what methods work with, and the way to them. */
export interface Banking {
  readonly service: Service;
  readonly router: Router;
}

export class Router {
  readonly #service: Service;
  readonly #storing: Episode;
  readonly #handlers: Handlers;
  readonly #requests: Log;
  readonly #names = new WeakMap<Session, number>();
  #named = 0;
  /** Is told of every answer, where figures are kept. */
  meter: Meter | null = null;

  constructor(service: Service) {
    const heads = new HeadSigner();
    this.#service = service;
    const { host, loop } = service;
    this.#requests = host.log.of("requests");
    this.#storing = new Episode({
      log: host.log.of("store"),
      clock: host.clock,
      began: "the store cannot be written",
      ended: "the store can be written again",
    });
    loop.observe(() => this.#storing.worked());
    this.#handlers = {
      hello: (session, { client = "", features }) => {
        session.client = client;
        session.openKinds ||= features.includes("open-kinds");
        session.news ||= features.includes("announcements");
        return hello(service, heads);
      },
      ping: () => ({ atMs: service.host.clock() }),
      ...signInHandlers(service),
      ...accountHandlers(service),
      ...paymentHandlers(service),
      ...manyPaymentHandlers(service),
      ...alertHandlers(service),
      ...guardingHandlers(service),
      ...bankWordHandlers(service),
      ...clockHandlers(service),
      ...payInHandlers(service),
      ...requestHandlers(service),
      ...standingOrderHandlers(service),
      ...limitHandlers(service),
      ...lineHandlers(service),
      ...payoutHandlers(service),
      ...creditHandlers(service),
      ...announcementHandlers(service),
      ...tillHandlers(service),
      ...careHandlers(service),
      ...secondFactorHandlers(service),
      ...recoveryHandlers(service),
      ...staffHandlers(service),
      ...proposalHandlers(service),
      ...giftHandlers(service),
      ...openGiftHandlers(service),
      ...organisationHandlers(service),
      ...reviewHandlers(service),
      ...reportHandlers(service),
      ...webhookHandlers(service),
    };
  }

  /** Never throws. Calls `reply` once: at once where nothing has to be waited for. */
  answer(session: Session, request: Request, reply: (text: string) => void): void {
    this.run(session, request, (outcome) => reply(outcomeText(request.id, outcome)));
  }

  /** For faces within this program: the result as the method table has it. */
  async ask<M extends MethodName>(
    session: Session,
    method: M,
    params: Params<M>,
  ): Promise<Result<M> | Refusal | Fault> {
    const outcome = await this.call(session, method, params);
    return (outcome instanceof Encoded ? JSON.parse(outcome.json) : outcome) as
      | Result<M>
      | Refusal
      | Fault;
  }

  /** As `answer`, for faces with other messages: a result, a refusal or a fault. */
  call(session: Session, method: string, params: unknown): Promise<unknown> {
    return new Promise((resolve) => this.run(session, { method, params }, resolve));
  }

  /** What a session is called in the log: numbers since the start, in the order in which they were spoken of. */
  nameOf(session: Session): number {
    const known = this.#names.get(session) ?? ++this.#named;
    this.#names.set(session, known);
    return known;
  }

  /** Whether this is the password of who is signed in, throttled like every guess. */
  async prove(session: Session, password: string): Promise<Refusal | null> {
    const person = await proveAgain(this.#service, session, password);
    return person instanceof Refusal ? person : null;
  }

  run(
    session: Session,
    request: Pick<Request, "method" | "params">,
    settle: (outcome: unknown) => void,
  ): void {
    const { meter } = this;
    const { debug } = this.#requests;
    if (!meter && !debug) return this.#handle(session, request, settle);
    const now = meter?.now ?? this.#service.host.clock;
    const began = now();
    // Names of methods that there are not would be figures without end.
    const method = isMethodName(request.method) ? request.method : "unknown";
    this.#handle(session, request, (outcome) => {
      const [name, tookMs] = [outcomeName(outcome), now() - began];
      meter?.answered(method, name, tookMs);
      debug?.("answered", { session: this.nameOf(session), method, outcome: name, tookMs });
      settle(outcome);
    });
  }

  #handle(
    session: Session,
    { method, params }: Pick<Request, "method" | "params">,
    settle: (outcome: unknown) => void,
  ): void {
    if (!isMethodName(method)) {
      return settle(
        new Fault("method_not_found", `There is no method "${method.slice(0, 40)}"`),
      );
    }
    // What another server has told meanwhile is never taken back.
    if (this.#service.outOfTouch()) return settle(new Refusal("busy", { waiting: 0 }));
    const asked: Method = METHODS[method];
    const { access, reads, looks } = asked;
    const denied = denial(this.#service, session, asked);
    if (denied) return settle(denied);
    session.usedAtMs = this.#service.host.clock();
    const parsed = METHODS[method].params.safeParse(params);
    if (!parsed.success) return settle(new Fault("invalid_params", shapeProblem(parsed.error)));
    // The table pairs each handler with the schema that produced its parameters.
    const handler = this.#handlers[method] as (session: Session, params: unknown) => unknown;
    const work = () => handler(session, parsed.data);
    let outcome: unknown;
    try {
      outcome = looks ? this.#inTurn(session, work) : work();
    } catch (error) {
      return settle(this.incident(session, method, error));
    }
    if (!(outcome instanceof Promise)) return settle(outcome);
    const { identity } = session;
    const told = reads && access !== "anyone" && identity
      ? (answer: unknown) => settle(isStill(session, identity) ? answer : EXPIRED)
      : settle;
    outcome.then(told, (error) => settle(this.incident(session, method, error)));
  }

  /** Who has gone meanwhile is not looked for. */
  #inTurn(session: Session, work: () => unknown): Promise<unknown> {
    const { looks } = this.#service.budgets;
    return looks.run<unknown>(
      askingOf(session),
      () => Promise.resolve(session.over ? EXPIRED : work()),
    );
  }

  /** Logged whole; the other side learns the number of the incident. */
  incident(session: Session | null, method: string, error: unknown): Refusal | Fault {
    const { host } = this.#service;
    const bytes = host.random(6);
    const incident = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const stack = error instanceof Error ? error.stack : String(error);
    const whose = session ? { session: this.nameOf(session) } : {};
    const about = { incident, ...whose, method, error: stack };
    if (error instanceof StorageError) {
      // A view that is damaged is another matter than a disk that is full.
      if (error.constructor === StorageError) this.#storing.failed(error);
      else host.log.of("store").error("what is stored is damaged", about);
      return new Refusal("storage_failed");
    }
    host.log.of("requests").error("request failed", about);
    return new Fault("internal", `Something failed here; it is logged as incident ${incident}`);
  }
}

function outcomeText(id: string | number, outcome: unknown): string {
  if (outcome instanceof Fault) return errorText(id, outcome.name, outcome.about);
  return outcome instanceof Refusal ? refusalText(id, outcome) : resultText(id, outcome);
}

function hello(service: Service, heads: HeadSigner) {
  const { name: bank, currency } = service.bank;
  const atMs = service.host.clock();
  const { fault } = service.clock;
  const { losses = [], timeZone = null, mutual = false } = service.loop.ledger.bank.get("bank") ??
    {};
  return {
    protocol: 1 as const,
    features: FEATURES,
    server: service.server,
    bank,
    currency,
    head: heads.sign(service, service.loop.head),
    atMs,
    ...(mutual ? { mutual: true as const } : {}),
    ...(timeZone ? { timeZone: { ...timeZone } } : {}),
    ...(fault ? { clock: fault } : {}),
    ...(losses.length > 0 ? { losses: losses.slice(-LOSSES_TOLD_MAX) } : {}),
  };
}

const EXPIRED = new Refusal("session_expired");

const FEATURES: readonly string[] = ["open-kinds", "announcements"];

/** Losses that a client is told of: more of them would be another kind of problem. */
const LOSSES_TOLD_MAX = 8;

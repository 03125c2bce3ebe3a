// The REST face: requests under /v1 become calls of the method table, so that it cannot say anything else than the TCP
// protocol says. Holds the gates that only HTTP needs: tokens, keys, sizes, media types, rates.
import { Hono } from "hono";
import type { Context } from "hono";
import type { Host } from "../../bank/host.ts";
import { Refusal } from "../../bank/refusal.ts";
import { isTransferId } from "../../bank/transfer_id.ts";
import { HttpRefusal, problemOf } from "./http_problem.ts";
import { sharedAnswer } from "./caching.ts";
import { ACCESS_MS, type Tokens } from "./tokens.ts";
import { Encoded, Fault } from "../../api/message.ts";
import { METHODS } from "../../api/methods.ts";
import type { MethodName, Result } from "../../api/methods.ts";
import { linkHeader } from "./rest_links.ts";
import { Coercion } from "./rest_parameters.ts";
import { pathParameters, type Route, routeEntries } from "../../api/rest_routes.ts";
import type { Router } from "../../service/router.ts";
import { madeSecure, SECURITY } from "./security_headers.ts";
import { Session } from "../../service/identity/session.ts";
import { type Arrival, PROVED_MS, type WebSession, type WebSessions } from "./web_sessions.ts";
import { readBody } from "./http_body.ts";

export interface RestOptions {
  readonly router: Router;
  readonly tokens: Tokens;
  readonly sessions: WebSessions;
  readonly host: Host;
  /** For the time that bodies may take. */
  readonly after: Host["after"];
  readonly arrivalOf: (context: Context) => Arrival;
}

/** Bytes of a JSON body: the largest carries a part of a document. */
const BODY_BYTES_MAX = 64 * 1024;

type Wrong = Refusal | Fault | HttpRefusal;

function isWrong(value: unknown): value is Wrong {
  return value instanceof Refusal || value instanceof Fault || value instanceof HttpRefusal;
}

export function restApp(options: RestOptions): Hono {
  const app = new Hono();
  const coercion = new Coercion();
  for (const [method, route] of routeEntries()) {
    const own = pathParameters(route);
    app.on(route.verb, route.path, async (context) => {
      const outcome = await handle(options, { context, method, route, own, coercion });
      return outcome instanceof Response ? outcome : problemOf(outcome);
    });
  }
  app.post("/session/refresh", (context) => refresh(options, context));
  app.post("/session/step-up", (context) => stepUp(options, context));
  return app;
}

interface Handling {
  readonly context: Context;
  readonly method: MethodName;
  readonly route: Route;
  readonly own: readonly string[];
  readonly coercion: Coercion;
}

async function handle(options: RestOptions, handling: Handling): Promise<Response | Wrong> {
  const { context, method, route } = handling;
  const found = await caller(options, context, method);
  if (isWrong(found)) return found;
  const given = await parameters(options, handling);
  if (isWrong(given)) return given;
  if (route.signsIn) return await signIn(options, context, { method, given });
  if (route.money && "name" in found && options.host.clock() - found.provedAtMs > PROVED_MS) {
    return new HttpRefusal(
      "step_up_needed",
      "Money needs the password again: POST /v1/session/step-up",
    );
  }
  const session: Session = "name" in found ? found.session : found;
  const outcome = await options.router.call(session, method, given);
  if (isWrong(outcome)) return outcome;
  if ("name" in found) {
    if (method === "logOut" || method === "closeAccount") await options.sessions.forget(found.name);
    if (method === "changePassword") {
      await options.sessions.renewed(found.name, outcome as Result<"changePassword">);
      return json(JSON.stringify(withoutToken(outcome as Result<"changePassword">)));
    }
  }
  return answer(handling, outcome);
}

/** The bank's own token stays here: over HTTP the refresh token stands for it. */
function withoutToken({ sessionToken: _, ...rest }: Result<"logIn">) {
  return rest;
}

function answer({ context, method, route }: Handling, outcome: unknown): Response {
  const body = outcome instanceof Encoded ? outcome.json : JSON.stringify(outcome);
  const link = linkHeader(context, outcome);
  const headers = link === null ? {} : { link };
  if (!route.shared) return json(body, headers);
  const tags = method === "organisation"
    ? [`org-${String(context.req.param("organisation")).replace(/[^0-9]/g, "")}`]
    : ["directory"];
  return sharedAnswer(context.req.raw, {
    body,
    media: "application/json",
    rule: "data",
    tags,
    headers,
  });
}

const JSON_HEADERS: Readonly<Record<string, string>> = {
  ...SECURITY,
  "content-type": "application/json",
  "cache-control": "private, no-store",
};

function json(body: string, headers: Record<string, string> = {}): Response {
  return madeSecure(body, { ...JSON_HEADERS, ...headers });
}

/** Path, query, body and key, put together as the method's parameters. */
async function parameters(
  options: RestOptions,
  { context, method, route, own, coercion }: Handling,
): Promise<Record<string, unknown> | HttpRefusal> {
  const { req } = context;
  const given: Record<string, unknown> = {};
  if (route.verb === "GET" || route.verb === "DELETE") {
    for (const [name, value] of Object.entries(req.query())) {
      given[name] = coercion.read(method, name, value);
    }
  } else {
    const body = await bodyOf(options, context);
    if (body instanceof HttpRefusal) return body;
    Object.assign(given, body);
  }
  for (const name of own) given[name] = coercion.read(method, name, req.param(name) ?? "");
  const { key } = route;
  if (key === undefined) return given;
  // With the quotation marks of the draft (draft-ietf-httpapi-idempotency-key-header) or without.
  const header = req.header("idempotency-key")?.replace(/^"(.*)"$/, "$1");
  if (header === undefined) {
    return new HttpRefusal(
      "idempotency_key_missing",
      "Give the header Idempotency-Key with a UUID version 7",
    );
  }
  if (!isTransferId(header)) {
    return new HttpRefusal("idempotency_key_invalid", "Expected a UUID version 7 in lower case");
  }
  if (given[key] !== undefined && given[key] !== header) {
    return new HttpRefusal(
      "idempotency_key_invalid",
      `The body has another ${key} than the header Idempotency-Key`,
    );
  }
  given[key] = header;
  return given;
}

/** Who is asking: the sign-in of the token, or a stranger where strangers may ask. */
async function caller(
  { tokens, sessions, host, arrivalOf }: RestOptions,
  context: Context,
  method: MethodName,
): Promise<WebSession | Session | HttpRefusal | Refusal> {
  const header = context.req.header("authorization");
  if (METHODS[method].access === "anyone") return sessions.stranger(arrivalOf(context).source);
  if (header === undefined) return new Refusal("not_logged_in");
  const [scheme, token = ""] = header.split(" ");
  if (scheme?.toLowerCase() !== "bearer") return invalid("expected a Bearer token");
  const claims = await tokens.verify(token, host.clock());
  if (typeof claims === "string") return invalid(claims);
  const found = await sessions.find(claims.session);
  if (!found || found.session.identity?.account !== claims.subject) {
    return new Refusal("session_expired");
  }
  arrivalOf(context).recognised(found.session.identity.rank);
  return found;
}

/** The session of the token, for what is not a method of the table. */
export async function bearer(
  options: RestOptions,
  context: Context,
): Promise<WebSession | HttpRefusal | Refusal> {
  const found = await caller(options, context, "account");
  return found instanceof Session ? new Refusal("not_logged_in") : found;
}

function invalid(why: string): HttpRefusal {
  return new HttpRefusal("token_invalid", `Cannot take the access token: ${why}`, {
    "www-authenticate": 'Bearer error="invalid_token"',
  });
}

async function signIn(
  options: RestOptions,
  context: Context,
  { method, given }: { readonly method: MethodName; readonly given: unknown },
): Promise<Response | Wrong> {
  const begun = await options.sessions.begin(
    options.arrivalOf(context),
    method as "logIn" | "signUp" | "recover",
    given,
  );
  if (isWrong(begun)) return begun;
  const { name, refreshToken, signedIn, provedAtMs } = begun;
  const who = { subject: signedIn.account, session: name, provedAtMs };
  return await tokenAnswer(options, { who, refreshToken, more: withoutToken(signedIn) });
}

async function tokenAnswer(
  { tokens, host }: RestOptions,
  { who, refreshToken, more }: {
    readonly who: Parameters<Tokens["sign"]>[0];
    readonly refreshToken: string;
    readonly more: Readonly<Record<string, unknown>>;
  },
): Promise<Response> {
  const accessToken = await tokens.sign(who, host.clock());
  const body = {
    ...more,
    accessToken,
    tokenType: "Bearer",
    expiresIn: ACCESS_MS / 1_000,
    refreshToken,
  };
  return json(JSON.stringify(body));
}

function bodyOf({ after }: RestOptions, { req }: Context) {
  return readBody(req.raw, { bytesMax: BODY_BYTES_MAX, after });
}

async function refresh(options: RestOptions, context: Context): Promise<Response> {
  const body = await bodyOf(options, context);
  if (body instanceof HttpRefusal) return problemOf(body);
  const { refreshToken } = body;
  if (typeof refreshToken !== "string" || refreshToken.length > 200) {
    return problemOf(new Fault("invalid_params", "refreshToken: expected a text"));
  }
  const rotated = await options.sessions.rotate(refreshToken);
  if (typeof rotated === "string") {
    return problemOf(new HttpRefusal("token_invalid", `Cannot take the refresh token: ${rotated}`));
  }
  const { found, refreshToken: next } = rotated;
  const { name, session, provedAtMs } = found;
  const who = { subject: session.identity!.account, session: name, provedAtMs };
  return await tokenAnswer(options, { who, refreshToken: next, more: {} });
}

/** The password again: a new access token with which money can be moved for a while. */
async function stepUp(options: RestOptions, context: Context): Promise<Response> {
  const found = await bearer(options, context);
  if (!("name" in found)) return problemOf(found);
  const body = await bodyOf(options, context);
  if (body instanceof HttpRefusal) return problemOf(body);
  if (typeof body.password !== "string") {
    return problemOf(new Fault("invalid_params", "password: expected a text"));
  }
  const proved = await options.router.prove(found.session, body.password);
  if (isWrong(proved)) return problemOf(proved);
  await options.sessions.proved(found.name);
  const who = {
    subject: found.session.identity!.account,
    session: found.name,
    provedAtMs: options.host.clock(),
  };
  const accessToken = await options.tokens.sign(who, options.host.clock());
  const expiresIn = ACCESS_MS / 1_000;
  return json(JSON.stringify({ accessToken, tokenType: "Bearer", expiresIn }));
}

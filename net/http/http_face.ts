// The web face of a bank: REST under /v1, its description, live connections, and the pages that it is handed. Every answer
// leaves through here with its security headers.
import type { AnsweringFace } from "./face_door.ts";
import { allowedVerbs } from "./allowed_verbs.ts";
import { Buffer } from "node:buffer";
import { type Context, Hono } from "hono";
import { CACHE_RULES, sharedAnswer } from "./caching.ts";
import { download, upload } from "./document_content.ts";
import { HttpRefusal, problemOf } from "./http_problem.ts";
import { coarsely } from "../../bank/host.ts";
import { PDFS_PER_MINUTE, REQUESTS_PER_MINUTE } from "../../api/limits.ts";
import { LiveHub } from "./live_hub.ts";
import { openApi } from "./openapi.ts";
import { bearer, restApp, type RestOptions } from "./rest.ts";
import { PREFIX } from "../../api/rest_routes.ts";
import type { Banking, Router } from "../../service/router.ts";
import { type Published, UNPUBLISHED } from "./published.ts";
import { secured } from "./security_headers.ts";
import type { Rank } from "../../service/sharing/rank.ts";
import { sourceOf } from "../../service/sharing/shares.ts";
import { SharedCache } from "./shared_cache.ts";
import type { LiveHandlers, Runtime } from "../runtime.ts";
import type { Service } from "../../service/service.ts";
import { MinuteLimit } from "../../service/identity/throttle.ts";
import { Tokens } from "./tokens.ts";
import type { TrustedProxies } from "../trusted_proxies.ts";
import { type Arrival, WebSessions } from "./web_sessions.ts";

/** Milliseconds by which a slow body may be given up later. */
const BODY_STEP_MS = 1_000;

/** What pages need of the face that serves them. */
export interface Face {
  readonly service: Service;
  readonly router: Router;
  readonly sessions: WebSessions;
  readonly hub: LiveHub;
  readonly arrivalOf: (context: Context) => Arrival;
  /** Receipts drawn, by account. */
  readonly pdfs: MinuteLimit;
  /** As it is now. */
  published: Published;
}

export interface FaceOptions extends Banking {
  readonly runtime: Pick<Runtime, "name">;
  readonly version: string;
  /** Whose X-Forwarded-For is believed. */
  readonly trustedProxies: TrustedProxies;
  readonly published?: Published | undefined;
  /** Of one source. */
  readonly requestsPerMinute?: number;
  /** The pages, made for this face. */
  readonly pages: (face: Face) => Hono;
}

/** What can change while it runs. */
export type ChangeableOptions = Required<
  Pick<FaceOptions, "trustedProxies" | "requestsPerMinute"> & { readonly published: Published }
>;

/** For the door (net/http/face_door.ts). */
export interface ChangeableFace extends AnsweringFace {
  /** From the next request on. */
  change(options: ChangeableOptions): void;
}

export function answeringFace(options: FaceOptions): ChangeableFace {
  const { service, runtime } = options;
  let { trustedProxies } = options;
  const face = makeFace(options);
  const app = wholeApp(options, face);
  const limit = new MinuteLimit(options.requestsPerMinute ?? REQUESTS_PER_MINUTE);
  const cache = new SharedCache(service.loop, {
    clock: service.host.clock,
    copies: runtime.name.startsWith("deno"),
  });
  const { web, sources } = service.budgets;
  const fresh = async (request: Request, visit: Arrival) =>
    secured(await app.fetch(request, visit));
  return {
    answer: async (request, { remote, connection }) => {
      const { headers, method, url } = request;
      const forwarded = headers.get("x-forwarded-for");
      const source = trustedProxies.sourceOf(remote, forwarded);
      const wait = limit.take(sourceOf(source), service.host.clock());
      if (wait > 0) return secured(tooMany(wait));
      const recognised = (rank: Rank) => {
        web.raise(connection, rank);
        sources.note(sourceOf(remote), rank);
      };
      const arrival = { source, recognised };
      if (method !== "GET") return await fresh(request, arrival);
      const address = url.slice(url.indexOf("/", 8));
      const kept = cache.find(address, headers);
      if (kept) return kept;
      const { seq } = service.loop.head;
      const answer = await fresh(request, arrival);
      return await cache.keep(address, { request: headers, answer, seq });
    },
    live: (request, remote) => {
      const forwarded = request.headers.get("x-forwarded-for");
      const source = trustedProxies.sourceOf(remote, forwarded);
      const handlers = liveHandlers(face, { request, source });
      return handlers instanceof Response ? secured(handlers) : handlers;
    },
    change(next) {
      ({ trustedProxies, published: face.published } = next);
      limit.allow(next.requestsPerMinute);
      cache.forget();
    },
    close: () => face.hub.close(),
  };
}

export function makeFace(
  { service, router, published = UNPUBLISHED }: Banking & Pick<FaceOptions, "published">,
): Face {
  const { host, presence } = service;
  const { store } = service.giving;
  const sessions = new WebSessions({
    router,
    store,
    host,
    signOut: (session) => presence.signOut(session),
  });
  const arrivalOf = (context: Context): Arrival => {
    const { source = "unknown", recognised = () => {} } = (context.env ?? {}) as Partial<Arrival>;
    return { source, recognised };
  };
  const pdfs = new MinuteLimit(PDFS_PER_MINUTE);
  return { service, router, sessions, hub: new LiveHub(service), arrivalOf, pdfs, published };
}

export function wholeApp(
  options: Pick<FaceOptions, "service" | "version" | "pages">,
  face: Face,
): Hono {
  const { service, version } = options;
  const { host, bank, signing, giving } = service;
  const tokens = new Tokens(
    Buffer.from(giving.store.blind("web tokens"), "hex"),
    `bank:${signing.publicKey}`,
  );
  const rest: RestOptions = { ...face, tokens, host, after: coarsely(host, BODY_STEP_MS) };
  const app = new Hono({ strict: false });
  app.onError((error) => {
    const fault = face.router.incident(null, "http", error);
    return problemOf(fault);
  });
  const description = JSON.stringify(openApi({ bank: bank.name, version }));
  const data = (request: Request, body: string) =>
    sharedAnswer(request, { body, media: "application/json", rule: "data" });
  app.get("/openapi.json", ({ req }) => data(req.raw, description));
  app.get("/.well-known/jwks.json", ({ req }) => data(req.raw, JSON.stringify(tokens.keySet)));
  app.get("/healthz", (context) => context.text("ok", 200, { "cache-control": "no-store" }));
  app.get(`${PREFIX}/live/snapshot`, ({ req }) => {
    const asked = req.query("organisation");
    const organisation = asked !== undefined && /^[1-9][0-9]{11}$/.test(asked) ? asked : null;
    const body = face.hub.snapshot(organisation);
    const tags = organisation === null ? ["directory"] : [`org-${organisation}`];
    return sharedAnswer(req.raw, { body, media: "application/json", rule: "snapshot", tags });
  });
  app.post(`${PREFIX}/live/tickets`, (context) => ticket(rest, face, context));
  app.put(
    `${PREFIX}/organisation/documents/:document/content`,
    (context) => upload(rest, face, context),
  );
  app.get(
    `${PREFIX}/reviews/:organisation/documents/:document/content`,
    (context) => download(rest, face, context),
  );
  app.route(PREFIX, restApp(rest));
  app.all(`${PREFIX}/*`, ({ req }) => {
    const verbs = allowedVerbs(app.routes, req.path.replace(/\/$/, ""));
    if (verbs.length === 0) {
      return problemOf(new HttpRefusal("no_such_page", `There is no ${req.method} ${req.path}`));
    }
    const allow = verbs.join(", ");
    return problemOf(
      new HttpRefusal("method_not_allowed", `${req.path} takes ${allow}, not ${req.method}`, {
        allow,
      }),
    );
  });
  app.route("/", options.pages(face));
  app.notFound(({ req }) => problemOf(new HttpRefusal("no_such_page", `There is no ${req.path}`)));
  return app;
}

function tooMany(waitMs: number): Response {
  const seconds = String(Math.ceil(waitMs / 1_000));
  return problemOf(
    new HttpRefusal("throttled", `Too many requests from this address; wait ${seconds} s`, {
      "retry-after": seconds,
    }),
  );
}

/** Pages of other sites may not listen; programs, which name no origin, may. */
function liveHandlers(
  { hub }: Face,
  { request, source }: { readonly request: Request; readonly source: string },
): LiveHandlers | Response {
  const { pathname, searchParams } = new URL(request.url);
  if (pathname !== `${PREFIX}/live`) {
    return problemOf(new HttpRefusal("no_such_page", "There is nothing live here"));
  }
  const origin = request.headers.get("origin");
  if (origin !== null && hostOf(origin) !== request.headers.get("host")) {
    return problemOf(new HttpRefusal("wrong_origin", "Pages of another site may not listen here"));
  }
  const after = searchParams.get("after");
  return hub.handlers({
    after: after !== null && /^-?[0-9]{1,15}$/.test(after) ? Number(after) : null,
    ticket: searchParams.get("ticket"),
    source,
  });
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}

async function ticket(
  rest: RestOptions,
  { hub, service }: Face,
  context: Context,
): Promise<Response> {
  const found = await bearer(rest, context);
  if (!("name" in found)) return problemOf(found);
  const random = Buffer.from(service.host.random(16)).toString("base64url");
  const answer = { ticket: hub.ticketFor(found.session, random), expiresIn: 30 };
  return context.json(answer, 200, { "cache-control": CACHE_RULES.private });
}

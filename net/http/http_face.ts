// The web face of a bank: REST under /v1, its description, live connections, and the pages that it is handed. Every answer
// leaves through here with its security headers.
import { allowedVerbs } from "./allowed_verbs.ts";
import { Buffer } from "node:buffer";
import { type Context, Hono } from "hono";
import { addDocument } from "../../service/giving/documents.ts";
import { Refusal } from "../../bank/refusal.ts";
import { isTransferId } from "../../bank/transfer_id.ts";
import { DOCUMENT_BYTES_MAX, FILE_MEDIA, mediaOf } from "../../bank/giving/document.ts";
import { FACT_KINDS } from "../../bank/giving/facts.ts";
import { CACHE_RULES, sharedAnswer } from "./caching.ts";
import { readBytes } from "./http_body.ts";
import { HttpRefusal, problemOf } from "./http_problem.ts";
import { coarsely, pause } from "../../bank/host.ts";
import { DRAIN_MS, PDFS_PER_MINUTE, REQUESTS_PER_MINUTE } from "../../api/limits.ts";
import { LiveHub } from "./live_hub.ts";
import { Fault } from "../../api/message.ts";
import { openApi } from "./openapi.ts";
import { bearer, restApp, type RestOptions } from "./rest.ts";
import { PREFIX } from "../../api/rest_routes.ts";
import { Router } from "../../service/router.ts";
import { secured } from "./security_headers.ts";
import { sourceOf } from "../../service/sharing/shares.ts";
import { SharedCache } from "./shared_cache.ts";
import type { HttpServer, LiveHandlers, NetAddress, Runtime } from "../runtime.ts";
import { identityOf } from "../../service/identity/session_gate.ts";
import type { Service } from "../../service/service.ts";
import { MinuteLimit } from "../../service/identity/throttle.ts";
import { Tokens } from "./tokens.ts";
import type { TrustedProxies } from "../trusted_proxies.ts";
import { WebSessions } from "./web_sessions.ts";

/** Milliseconds by which a slow body may be given up later. */
const BODY_STEP_MS = 1_000;

/** What pages need of the face that serves them. */
export interface Face {
  readonly service: Service;
  readonly router: Router;
  readonly sessions: WebSessions;
  readonly hub: LiveHub;
  readonly sourceOf: (context: Context) => string;
  /** Receipts drawn, by account. */
  readonly pdfs: MinuteLimit;
}

export interface FaceOptions extends NetAddress {
  readonly service: Service;
  readonly runtime: Runtime;
  readonly version: string;
  /** Whose X-Forwarded-For is believed. */
  readonly trustedProxies: TrustedProxies;
  /** The pages, made for this face. */
  readonly pages: (face: Face) => Hono;
}

export interface RunningFace {
  readonly address: NetAddress;
  readonly hub: LiveHub;
  close(): Promise<void>;
}

export async function openFace(options: FaceOptions): Promise<RunningFace> {
  const { service, runtime, hostname, port } = options;
  const face = makeFace(options);
  const app = wholeApp(options, face);
  const limit = new MinuteLimit(REQUESTS_PER_MINUTE);
  const cache = new SharedCache(service.loop, {
    clock: service.host.clock,
    copies: runtime.name.startsWith("deno"),
  });
  const fresh = async (request: Request, source: string) =>
    secured(await app.fetch(request, { source }));
  const server: HttpServer = await runtime.serveHttp({
    ...{ hostname, port },
    connections: service.budgets.web,
    onTrouble: (error) => service.host.log.error("the web face failed and goes on", { error }),
    answer: async (request, remote) => {
      const { headers, method, url } = request;
      const forwarded = headers.get("x-forwarded-for");
      const source = options.trustedProxies.sourceOf(remote, forwarded);
      const wait = limit.take(sourceOf(source), service.host.clock());
      if (wait > 0) return secured(tooMany(wait));
      if (method !== "GET") return await fresh(request, source);
      const address = url.slice(url.indexOf("/", 8));
      const kept = cache.find(address, headers);
      if (kept) return kept;
      const { seq } = service.loop.head;
      const answer = await fresh(request, source);
      return await cache.keep(address, { request: headers, answer, seq });
    },
    live: (request, remote) => {
      const forwarded = request.headers.get("x-forwarded-for");
      const source = options.trustedProxies.sourceOf(remote, forwarded);
      const handlers = liveHandlers(face, { request, source });
      return handlers instanceof Response ? secured(handlers) : handlers;
    },
  });
  return {
    address: server.address,
    hub: face.hub,
    async close() {
      face.hub.close();
      // A page that does not answer must not keep the bank from stopping.
      await Promise.race([server.close(), pause(service.host, DRAIN_MS)]);
    },
  };
}

export function makeFace({ service }: Pick<FaceOptions, "service">): Face {
  const router = new Router(service);
  const { host, presence } = service;
  const { store } = service.giving;
  const sessions = new WebSessions({
    router,
    store,
    host,
    signOut: (session) => presence.signOut(session),
  });
  const sourceOf = (context: Context) =>
    (context.env as { source?: string } | undefined)?.source ?? "unknown";
  const pdfs = new MinuteLimit(PDFS_PER_MINUTE);
  return { service, router, sessions, hub: new LiveHub(service), sourceOf, pdfs };
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
    const fault = face.router.incident("http", error);
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

/** The whole file at once, where a browser or a program has it. */
async function upload(rest: RestOptions, { service }: Face, context: Context): Promise<Response> {
  const found = await bearer(rest, context);
  if (!("name" in found)) return problemOf(found);
  const { req } = context;
  const document = req.param("document")!;
  const [fact, fileName] = [req.query("fact"), req.query("fileName") ?? ""];
  const kind = FACT_KINDS.find((known) => known === fact);
  if (!isTransferId(document) || !kind || fileName === "" || fileName.length > 200) {
    const about = "expected a UUID version 7 in the path, and ?fact= and ?fileName=";
    return problemOf(new Fault("invalid_params", about));
  }
  const bytes = await readBytes(req.raw, {
    bytesMax: DOCUMENT_BYTES_MAX,
    after: service.host.after,
    share: { quota: service.budgets.staged, holder: identityOf(found.session).account },
  });
  if (bytes instanceof HttpRefusal) return problemOf(bytes);
  const declared = (req.header("content-type") ?? "").split(";")[0]!.trim().toLowerCase();
  if (!found.session.identity) return problemOf(new Refusal("session_expired"));
  const outcome = await addDocument(service, found.session, {
    document,
    fact: kind,
    fileName,
    media: mediaOf(fileName, declared),
    bytes,
  });
  if (outcome instanceof Refusal) return problemOf(outcome);
  return context.json(outcome, 200, { "cache-control": CACHE_RULES.private });
}

async function download(rest: RestOptions, face: Face, context: Context): Promise<Response> {
  const found = await bearer(rest, context);
  if (!("name" in found)) return problemOf(found);
  const { organisation, document } = context.req.param() as Record<string, string>;
  const asked = { organisation: organisation!, document: document! };
  const answer = await documentAnswer(face, found.session, asked);
  // As it is described: the name of the attachment says which kind it is.
  if (answer.ok) answer.headers.set("content-type", FILE_MEDIA);
  return answer;
}

/** As an attachment that no browser opens by itself. */
export async function documentAnswer(
  { router }: Pick<Face, "router">,
  session: Parameters<Router["call"]>[0],
  asked: { readonly organisation: string; readonly document: string },
): Promise<Response> {
  const chunks: Buffer[] = [];
  let media = "";
  for (let part = 0, parts = 1; part < parts; part++) {
    const outcome = await router.call(session, "document", { ...asked, part });
    if (outcome instanceof Refusal || outcome instanceof Fault) return problemOf(outcome);
    const answer = outcome as { media: string; parts: number; base64: string };
    ({ media, parts } = answer);
    chunks.push(Buffer.from(answer.base64, "base64"));
  }
  const extension = media.split("/")[1]!.replace("jpeg", "jpg");
  return new Response(Buffer.concat(chunks), {
    headers: {
      "content-type": media,
      "content-disposition": `attachment; filename="document-${asked.document}.${extension}"`,
      "content-security-policy": "sandbox; default-src 'none'",
      "cache-control": CACHE_RULES.private,
    },
  });
}

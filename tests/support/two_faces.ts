// One bank asked over TCP and another over REST, by the same people with the same words: what each answers, in a form in
// which equal answers are equal (ids, account numbers, times, hashes and positions are replaced by what they stand for).
import { Client, RefusedError } from "../../net/client/client.ts";
import { RemoteError } from "../../api/message.ts";
import type { MethodName, Params } from "../../api/methods.ts";
import { pathParameters, PREFIX, ROUTES } from "../../api/rest_routes.ts";
import type { Json, RestClient } from "./rest_client.ts";
import type { WebBank } from "./web_bank.ts";

export type RestMethod = keyof typeof ROUTES;

export interface Outcome {
  /** `ok`, or why not. */
  readonly code: string;
  readonly body: Json;
}

/** What the story asks of the bank that it is told to. */
export interface ToldBank {
  readonly clock: { readonly read: () => number };
  newId(): string;
}

export interface Face {
  readonly web: ToldBank;
  call(who: string, method: RestMethod, params: Json): Promise<Outcome>;
}

/** A client that is not signed in yet. */
type Caller = Pick<Client, "call">;

export function overTcp(web: ToldBank & { tcp(): Promise<Caller> }): Face {
  const clients = new Map<string, Caller>();
  return {
    web,
    async call(who, method, params) {
      const client = clients.get(who) ?? await web.tcp();
      if (!clients.has(who) && client instanceof Client) await client.hello("test");
      clients.set(who, client);
      try {
        const result = await client.call(method, params as Params<MethodName>);
        return { code: "ok", body: result as Json };
      } catch (error) {
        if (error instanceof RefusedError) {
          const { code, retryable, detail } = error.refusal;
          return { code, body: { retryable, ...detail } };
        }
        if (!(error instanceof RemoteError)) throw error;
        return { code: error.code, body: { retryable: false, detail: error.message } };
      }
    },
  };
}

export function overRest(web: WebBank): Face {
  const clients = new Map<string, RestClient>();
  return {
    web,
    async call(who, method, params) {
      const client = clients.get(who) ?? web.rest("127.0.0.1");
      clients.set(who, client);
      const { verb, address, sending } = requestOf(method, params, web);
      const answer = await client.send(verb, address, sending);
      if (answer.status === 200) {
        if (ROUTES[method].signsIn) client.accessToken = String(answer.body.accessToken);
        return { code: "ok", body: answer.body };
      }
      const { type: _, title: _title, status: _status, code: _code, about, ...body } = answer.body;
      // What explains a refusal under a name that problems have already stands apart.
      return { code: answer.code, body: { ...body, ...about as Json | undefined } };
    },
  };
}

/** Parameters to where the route wants them: path, key, query or body. */
function requestOf(method: RestMethod, params: Json, web: ToldBank) {
  const route = ROUTES[method];
  const own = pathParameters(route);
  const address = PREFIX +
    route.path.replace(/:(\w+)/g, (_, name) => encodeURIComponent(String(params[name])));
  const rest = Object.fromEntries(
    Object.entries(params).filter(([name]) => !own.includes(name) && name !== route.key),
  );
  const key = route.key === undefined ? {} : { key: String(params[route.key] ?? web.newId()) };
  if (route.verb === "POST" || route.verb === "PUT") {
    return { verb: route.verb, address, sending: { body: rest, ...key } };
  }
  const query = new URLSearchParams(
    Object.entries(rest).map(([name, value]) => [name, String(value)]),
  );
  const asked = query.size > 0 ? `${address}?${query}` : address;
  return { verb: route.verb, address: asked, sending: key };
}

/** What each face alone says when a customer signs in. */
const OWN = ["sessionToken", "accessToken", "tokenType", "expiresIn", "refreshToken"];

/** Where things stand in the journal depends on how requests happened to be put together. */
const PLACES = new Set(["block", "seq", "place", "newest", "blocks", "events"]);

/** Made of chance. */
const ONCE = new Set(["signature", "secret", "uri", "code", "recoveryCodes"]);

/** What each face calls itself. */
const FACE = new Set(["client"]);

/** How far a receiver that is not there has been tried by now. */
const TRIED = new Set(["tries", "failure", "failingSinceMs"]);

const FORMS: readonly (readonly [name: string, form: RegExp])[] = [
  ["id", /[0-9a-f]{8}-[0-9a-f]{4}-[78][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/g],
  ["reference", /\bRF[0-9]{14}\b/g],
  ["hash", /\b[0-9a-f]{64}\b/g],
  ["session", /\b[0-9a-f]{16}\b/g],
  ["account", /\b[1-9][0-9]{11}\b/g],
  ["report", /\b(?:[0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}\b/g],
];

/** Things that differ from bank to bank are numbered in the order in which they are seen first. */
export class Normal {
  readonly #seen = new Map<string, string>();
  readonly #counts = new Map<string, number>();

  of({ code, body }: Outcome): Outcome {
    const { status, ...rest } = body;
    // RFC 9457 has a word of its own for it (tests/e2e/rest_answers_test.ts).
    const whole = code === "ok" ? body : rest;
    void status;
    return { code, body: this.#value("", whole) as Json };
  }

  #value(name: string, value: unknown): unknown {
    if (PLACES.has(name) && typeof value === "number") return "place";
    if (/Ms$/.test(name) && typeof value === "number") return "time";
    if (ONCE.has(name) || FACE.has(name) || TRIED.has(name)) return name;
    if (typeof value === "string") return this.#text(value);
    if (Array.isArray(value)) return value.map((each) => this.#value(name, each));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).filter(([key]) => !OWN.includes(key))
        .map(([key, each]) => [key, this.#value(key, each)] as const)
        .sort(([a], [b]) => a < b ? -1 : 1),
    );
  }

  #text(text: string): string {
    let normal = text;
    for (const [kind, form] of FORMS) {
      normal = normal.replace(form, (found) => {
        const known = this.#seen.get(found);
        if (known) return known;
        const count = (this.#counts.get(kind) ?? 0) + 1;
        this.#counts.set(kind, count);
        const name = `<${kind} ${count}>`;
        this.#seen.set(found, name);
        return name;
      });
    }
    return normal;
  }
}

// A program that uses a bank's REST face: signs in, keeps its tokens, looks at answers whole. Follows no redirect.
import assert from "node:assert/strict";

export type Json = Readonly<Record<string, unknown>>;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Empty when the answer is no JSON object. */
  readonly body: Json;
  /** Of a problem, else empty. */
  readonly code: string;
}

export interface Sending {
  readonly body?: unknown;
  /** Sent as it is, instead of a body as JSON. */
  readonly raw?: BodyInit;
  /** For Idempotency-Key; true draws one. */
  readonly key?: string | true;
  readonly headers?: Readonly<Record<string, string>>;
  /** Instead of its own; null for none. */
  readonly token?: string | null;
}

function jsonOf(text: string): Json {
  if (!text.startsWith("{")) return {};
  try {
    return JSON.parse(text) as Json;
  } catch {
    return {};
  }
}

export async function answerOf(response: Response): Promise<Answer> {
  const { status, headers } = response;
  const text = await response.text();
  const body = jsonOf(text);
  const code = status >= 400 && typeof body.code === "string" ? body.code : "";
  return { status, headers, text, body, code };
}

export class RestClient {
  accessToken: string | null = null;
  refreshToken = "";
  account = "";
  readonly #source: string;
  readonly #newId: () => string;

  constructor(
    readonly origin: string,
    { source, newId }: { readonly source: string; readonly newId: () => string },
  ) {
    this.#source = source;
    this.#newId = newId;
  }

  async send(verb: string, path: string, sending: Sending = {}): Promise<Answer> {
    const { body, raw, key, token = this.accessToken, headers = {} } = sending;
    const response = await fetch(this.origin + path, {
      method: verb,
      redirect: "manual",
      headers: {
        "x-forwarded-for": this.#source,
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(key === undefined ? {} : { "idempotency-key": key === true ? this.#newId() : key }),
        ...headers,
      },
      ...(raw === undefined ? {} : { body: raw }),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return await answerOf(response);
  }

  get(path: string, sending: Sending = {}): Promise<Answer> {
    return this.send("GET", path, sending);
  }

  post(path: string, body: unknown = {}, sending: Sending = {}): Promise<Answer> {
    return this.send("POST", path, { body, ...sending });
  }

  /** Signs in or up; keeps the tokens. */
  async begin(path: string, body: Json): Promise<Answer> {
    const answer = await this.post(path, body, { token: null });
    assert.equal(answer.status, 200, `${path}: ${answer.text}`);
    this.account = String(answer.body.account);
    this.#keep(answer);
    return answer;
  }

  /** Another access token for the refresh token, or for an older one. */
  async refresh(refreshToken = this.refreshToken): Promise<Answer> {
    const answer = await this.post("/v1/session/refresh", { refreshToken }, { token: null });
    if (answer.status === 200) this.#keep(answer);
    return answer;
  }

  async stepUp(password: string): Promise<Answer> {
    const answer = await this.post("/v1/session/step-up", { password });
    if (answer.status === 200) this.accessToken = String(answer.body.accessToken);
    return answer;
  }

  #keep({ body }: Answer): void {
    this.accessToken = String(body.accessToken);
    this.refreshToken = String(body.refreshToken);
  }
}

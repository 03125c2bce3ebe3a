// An origin that answers what a test says and remembers what it was asked, for what no bank would do: cookies on public
// pages, ages of a second, failures at a chosen moment.
import type { Edge } from "./edge.ts";
import { freePort } from "./ports.ts";

export interface Asked {
  readonly verb: string;
  /** With its query. */
  readonly target: string;
  readonly headers: Headers;
}

type Answering = (asked: Asked, count: number) => Response;

export class ScriptedOrigin implements AsyncDisposable {
  readonly port = freePort();
  readonly asked: Asked[] = [];
  answer: Answering = () => publicAnswer("first");
  #server: Deno.HttpServer | null = null;

  constructor() {
    this.start();
  }

  /** On its port, again after `stop`. */
  start(): void {
    const about = { hostname: "127.0.0.1", port: this.port, onListen: () => {} };
    this.#server = Deno.serve(about, (request) => {
      const { pathname, search } = new URL(request.url);
      if (pathname === "/healthz") return new Response("ok");
      const asked = {
        verb: request.method,
        target: pathname + search,
        headers: new Headers(request.headers),
      };
      this.asked.push(asked);
      return this.answer(asked, this.asked.length);
    });
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    await server?.shutdown();
  }

  /** Forgets what was asked, and answers this from now on. */
  says(answer: Answering): void {
    this.asked.length = 0;
    this.answer = answer;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

/** As long as `rule` says, or for a minute. */
export function publicAnswer(
  body: string,
  rule = "public, max-age=0, s-maxage=60, stale-while-revalidate=600, stale-if-error=86400",
  headers: Readonly<Record<string, string>> = {},
): Response {
  const about = { "cache-control": rule, "content-type": "text/html; charset=utf-8" };
  return new Response(body, { headers: { ...about, "etag": `"${body}"`, ...headers } });
}

export interface EdgeOrigin {
  readonly edge: Edge;
  readonly origin: ScriptedOrigin;
}

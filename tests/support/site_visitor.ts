// A visitor of the site without a browser: cookies and forms, as one without scripts has them.
import assert from "node:assert/strict";

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"' };

export interface Fetched {
  readonly status: number;
  readonly media: string;
  /** Where it leads on to. */
  readonly location: string | null;
  readonly bytes: Uint8Array;
  readonly text: string;
}

export class SiteVisitor {
  readonly #origin: string;
  readonly #cookies = new Map<string, string>();

  constructor(origin: string) {
    this.#origin = origin;
  }

  async signIn(userName: string, password: string): Promise<void> {
    const path = "/sign-in?next=%2Fme";
    const { status } = await this.send(path, { page: path, fields: { userName, password } });
    assert.equal(status, 303, `${userName} signs in`);
  }

  /** Fills in the form of a page, which may lead on to another one, with what is hidden in it, and sends it. */
  async send(
    path: string,
    { page, fields }: { readonly page: string; readonly fields: Readonly<Record<string, string>> },
  ): Promise<Fetched> {
    const first = await this.fetch(page);
    const { text } = first.location === null ? first : await this.fetch(first.location);
    const forms = text.split("<form").filter((form) => form.includes(`action="${path}"`));
    const form = forms[0]?.split("</form>")[0] ?? text;
    const hidden = [...form.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)];
    const body = new URLSearchParams(fields);
    for (const [, name, value] of hidden) {
      if (!body.has(name!)) body.set(name!, unescaped(value!));
    }
    return await this.fetch(path, { method: "POST", body });
  }

  async fetch(path: string, init: RequestInit = {}): Promise<Fetched> {
    const cookie = [...this.#cookies].map((pair) => pair.join("=")).join("; ");
    const response = await fetch(this.#origin + path, {
      ...init,
      redirect: "manual",
      headers: { cookie, origin: this.#origin, "sec-fetch-site": "same-origin" },
    });
    for (const set of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(set)!;
      this.#cookies.set(name!, value!);
    }
    const bytes = new Uint8Array(await response.arrayBuffer());
    const { status, headers } = response;
    const media = headers.get("content-type") ?? "";
    const location = headers.get("location");
    return { status, media, location, bytes, text: new TextDecoder().decode(bytes) };
  }
}

export function unescaped(text: string): string {
  return text.replace(/&(\w+);/g, (whole, entity) => ENTITIES[entity] ?? whole);
}

// `bank demo` of a program that is shipped, in a terminal of its own; its site as somebody of the demo sees it.
import assert from "node:assert/strict";
import { DENO_DIR, type Launcher } from "./program.ts";
import { Tmux } from "./tmux.ts";

/** Milliseconds in which a busy machine fills the demo. */
const PATIENCE_MS = 60_000;

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"' };

export interface Fetched {
  readonly status: number;
  readonly media: string;
  readonly bytes: Uint8Array;
  readonly text: string;
}

export class DemoSite implements AsyncDisposable {
  readonly #terminal: Tmux;
  readonly #origin: string;
  readonly #cookies = new Map<string, string>();

  private constructor(terminal: Tmux, origin: string) {
    this.#terminal = terminal;
    this.#origin = origin;
  }

  /**
   * @param home an empty directory, also for the demo's own files.
   * @param who signs in.
   */
  static async open(
    { command, args }: Launcher,
    { home, who = "donor" }: { readonly home: string; readonly who?: string },
  ): Promise<DemoSite> {
    // With a cache of its own, Deno would write over the screen what it downloads.
    const env = { HOME: home, TMPDIR: home, DENO_DIR, DENO_NO_UPDATE_CHECK: "1" };
    const terminal = await Tmux.open({ cwd: home, columns: 200, env });
    await terminal.type([command, ...args, "demo"].join(" "));
    await terminal.press("Enter");
    const seen = { all: true, patienceMs: PATIENCE_MS };
    const screen = await terminal.until(/http:\/\/127[^]*only for the demo/, seen);
    const site = new DemoSite(terminal, /http:\/\/127\.0\.0\.1:\d+/.exec(screen)![0]);
    await site.#signIn(who);
    return site;
  }

  async #signIn(userName: string): Promise<void> {
    const path = "/sign-in?next=%2Fme";
    const { text } = await this.fetch(path);
    const hidden = [...text.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)];
    const body = new URLSearchParams({ userName, password: "only for the demo" });
    for (const [, name, value] of hidden) {
      body.set(name!, value!.replace(/&(\w+);/g, (_, entity) => ENTITIES[entity]!));
    }
    const { status } = await this.fetch(path, { method: "POST", body });
    assert.equal(status, 303, `${userName} signs in`);
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
    const media = response.headers.get("content-type") ?? "";
    return { status: response.status, media, bytes, text: new TextDecoder().decode(bytes) };
  }

  /** A gift's or a delivery's newest receipt, as the page of the donor's gifts leads to it. */
  async receipt(of: "gifts" | "pledges"): Promise<Fetched> {
    const { text } = await this.fetch("/me");
    const link = new RegExp(`href="(/me/${of}/[^"/]+/receipt)"`).exec(text);
    assert.ok(link, `no receipt of ${of} on /me`);
    return await this.fetch(`${link[1]}.pdf`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#terminal[Symbol.asyncDispose]();
  }
}

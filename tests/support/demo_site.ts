// `bank demo` of a program that is shipped, in a terminal of its own; its site as a customer of the demo sees it.
import assert from "node:assert/strict";
import { DENO_DIR, type Launcher } from "./program.ts";
import { type Fetched, SiteVisitor } from "./site_visitor.ts";
import { Tmux } from "./tmux.ts";

/** Milliseconds in which a busy machine fills the demo. */
const PATIENCE_MS = 60_000;

export class DemoSite implements AsyncDisposable {
  readonly #terminal: Tmux;
  readonly #visitor: SiteVisitor;

  private constructor(terminal: Tmux, origin: string) {
    this.#terminal = terminal;
    this.#visitor = new SiteVisitor(origin);
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
    await site.#visitor.signIn(who, "only for the demo");
    return site;
  }

  fetch(path: string): Promise<Fetched> {
    return this.#visitor.fetch(path);
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

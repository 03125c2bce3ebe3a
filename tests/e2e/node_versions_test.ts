// The npm package on every Node that it promises, from the oldest on: a bank runs, and the public pages are there in all three
// languages.
import assert from "node:assert/strict";
import { DemoSite } from "../support/demo_site.ts";
import { NODE_VERSIONS, nodeOf } from "../support/nodes.ts";
import { launchers, runProgram, scratch } from "../support/program.ts";
import { hasTmux } from "../support/tmux.ts";

const installed = launchers().find(({ name }) => name === "node");

for (const version of NODE_VERSIONS) {
  const node = installed ? nodeOf(version) : null;
  Deno.test({
    name: `Node ${version}: the pages of a donor and of everybody in three languages`,
    ignore: node === null || !hasTmux,
    async fn() {
      using dir = scratch();
      const launcher = { name: "node", command: node!, args: [installed!.command] } as const;
      const told = await runProgram({ launcher, args: ["--version"] });
      assert.ok(told.out.includes(`node ${version}.`) || told.out.includes(`node ${version})`));
      await using site = await DemoSite.open(launcher, { home: dir.path });
      for (const path of ["/me", "/hi/me", "/ta/me", "/", "/hi", "/ta", "/me/years"]) {
        const { status, text } = await site.fetch(path);
        assert.equal(status, 200, `${path}: ${text.slice(0, 200)}`);
      }
    },
  });
}

// One customer of a provider has a whole /64 of IPv6: its addresses share one budget, and those of another /64 have their own. In a
// network namespace, where addresses cost nothing; skipped where no namespace can be made.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { SIGN_UPS_PER_MINUTE } from "../../api/limits.ts";
import { launcherNamed, ROOT, scratch, startServer } from "../support/program.ts";
import { ADDRESSES, crowdAddress, type NetworksWord, OTHER } from "./networks.ts";

/** So few that the shares of strangers are far below the crowd. */
const DESCRIPTORS = 600;

/** As `service/sharing/budgets.ts` shares them out: nineteen connections of strangers. */
const STRANGERS_MAX = 19;

const ip = (...args: string[]) => spawnSync("ip", args, { encoding: "utf8" });

/** A network namespace with all addresses on its loopback. */
class Namespace implements Disposable {
  readonly name = `bank-test-${crypto.randomUUID().slice(0, 8)}`;
  readonly inside = ["ip", "netns", "exec", this.name];

  /** Whether this process may make one. */
  static permitted(): boolean {
    using tried = new Namespace();
    return ip("netns", "add", tried.name).status === 0;
  }

  make(): void {
    assert.equal(ip("netns", "add", this.name).status, 0);
    const within = (...args: string[]) => {
      const { status, stderr } = ip("-n", this.name, ...args);
      assert.equal(status, 0, `ip ${args.join(" ")}: ${stderr}`);
    };
    within("link", "set", "lo", "up");
    const places = Array.from({ length: ADDRESSES }, (_, place) => place);
    for (const address of [OTHER, ...places.map(crowdAddress)]) {
      within("-6", "addr", "add", `${address}/128`, "dev", "lo", "nodad");
    }
  }

  [Symbol.dispose](): void {
    ip("netns", "del", this.name);
  }
}

const permitted = Namespace.permitted();
if (!permitted) {
  console.log(
    "    (no network namespaces: `ip netns add` is not permitted, and the siege from a /64 is skipped)",
  );
}

Deno.test({
  name: "siege: the addresses of one /64 share one budget, those of another have their own",
  ignore: !permitted,
  async fn() {
    using network = new Namespace();
    network.make();
    using dir = scratch();
    const { inside } = network;
    await using server = await startServer({
      launcher: launcherNamed("deno"),
      data: join(dir.path, "data"),
      host: "::",
      wrapper: [...inside, "sh", "-c", `ulimit -n ${DESCRIPTORS} && exec "$@"`, "sh"],
      args: ["--http", "off"],
    });
    const script = join(ROOT, "tests", "siege", "networks.ts");
    const { success, stdout, stderr } = await new Deno.Command("ip", {
      args: [...inside.slice(1), Deno.execPath(), "run", "-A", script, String(server.port)],
    }).output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    assert.ok(success, text(stderr));
    const word: NetworksWord = JSON.parse(text(stdout));
    assert.deepEqual(word.other, ["ok", "ok"], "a crowd of another /64 took its connections");
    assert.ok(word.kept > 0 && word.kept <= STRANGERS_MAX, `${word.kept} of the crowd were kept`);
    assert.ok(word.lookedAt >= SIGN_UPS_PER_MINUTE && word.lookedAt <= 2 * SIGN_UPS_PER_MINUTE);
    assert.equal(word.otherSignUp, "weak_password");
  },
});

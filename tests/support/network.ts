// Two hosts of our own: network namespaces joined by a veth pair, made and removed by the test that uses them.
import type { Wrapper } from "./program.ts";

export interface TwoHosts extends Disposable {
  readonly server: { readonly address: string; readonly wrapper: Wrapper };
  readonly client: { readonly address: string; readonly wrapper: Wrapper };
}

function ip(...args: string[]): boolean {
  try {
    return new Deno.Command("ip", { args, stderr: "null", stdout: "null" }).outputSync().success;
  } catch {
    return false;
  }
}

/** @returns null, after saying so, where namespaces cannot be made (no `ip`, no right). */
export function twoHosts(): TwoHosts | null {
  const tag = crypto.randomUUID().slice(0, 6);
  const [a, b] = [`bank-a-${tag}`, `bank-b-${tag}`];
  const [va, vb] = [`va${tag}`, `vb${tag}`];
  const [server, client] = ["10.231.7.1", "10.231.7.2"];
  const remove = () => {
    ip("netns", "del", a);
    ip("netns", "del", b);
  };
  const made = ip("netns", "add", a) && ip("netns", "add", b) &&
    ip("link", "add", va, "netns", a, "type", "veth", "peer", "name", vb, "netns", b) &&
    ip("-n", a, "addr", "add", `${server}/30`, "dev", va) &&
    ip("-n", b, "addr", "add", `${client}/30`, "dev", vb) &&
    [[a, va], [b, vb]].every(([name, link]) =>
      ip("-n", name!, "link", "set", "lo", "up") && ip("-n", name!, "link", "set", link!, "up")
    );
  if (!made) {
    remove();
    console.log("    (cannot make network namespaces here: the two-hosts tests are skipped)");
    return null;
  }
  const at = (name: string, address: string) => ({
    address,
    wrapper: ["ip", "netns", "exec", name],
  });
  return { server: at(a, server), client: at(b, client), [Symbol.dispose]: remove };
}

// Two hosts with a router between them: network namespaces, small packets (MTU 1,280), the client behind the router's NAT,
// packets that get lost on the way. Made and removed by the test that uses them.
import type { Wrapper } from "./program.ts";
import { tool } from "./shipped.ts";

export interface RoutedHosts extends Disposable {
  /** Where the bank is; it has no route back to the client's own network. */
  readonly server: { readonly address: string; readonly wrapper: Wrapper };
  readonly client: { readonly address: string; readonly wrapper: Wrapper };
  /** How packets get lost, for the test's own words. */
  readonly loss: string;
  /** From now on the router lets none of these through. */
  block(protocol: "udp" | "tcp"): void;
}

const MTU = 1_280;
const LOSS_PERCENT = 5;
const DELAY_MS = 20;

/** What a router needs of its packet filter, as words of a command in its namespace. */
interface Filter {
  masquerade(link: string): string[][];
  lose(percent: number): string[];
  block(protocol: string): string[];
}

const NFT: Filter = {
  masquerade: (link) => [
    ["nft", "add table ip bank"],
    ["nft", "add chain ip bank out { type nat hook postrouting priority 100; }"],
    ["nft", "add chain ip bank through { type filter hook forward priority 0; }"],
    ["nft", `add rule ip bank out oifname "${link}" masquerade`],
  ],
  lose: (percent) => ["nft", `add rule ip bank through numgen random mod 100 < ${percent} drop`],
  block: (protocol) => ["nft", `insert rule ip bank through meta l4proto ${protocol} drop`],
};

function iptables(command: string): Filter {
  return {
    masquerade: (link) => [
      [command, ..."-t nat -A POSTROUTING -j MASQUERADE -o".split(" "), link],
    ],
    lose: (percent) => [
      command,
      ..."-A FORWARD -j DROP -m statistic --mode random --probability".split(" "),
      String(percent / 100),
    ],
    block: (protocol) => [command, "-I", "FORWARD", "-p", protocol, "-j", "DROP"],
  };
}

const FILTERS: readonly (readonly [command: string, filter: Filter])[] = [
  ["nft", NFT],
  ["iptables", iptables("iptables")],
  ["iptables-legacy", iptables("iptables-legacy")],
];

interface Names {
  readonly near: string;
  readonly far: string;
  readonly router: string;
}

const at = (name: string, ...words: string[]) =>
  tool(["ip", "netns", "exec", name, ...words]).code === 0;

/** A cable from a host to the router; both ends carry small packets only. */
function cable(host: string, router: string, net: { prefix: string; link: string }): boolean {
  const { prefix, link } = net;
  const [here, there] = [`h${link}`, `r${link}`];
  const ip = (...words: string[]) => tool(["ip", ...words]).code === 0;
  return ip(
    "link",
    "add",
    here,
    "netns",
    host,
    "mtu",
    String(MTU),
    "type",
    "veth",
    "peer",
    "name",
    there,
    "netns",
    router,
  ) &&
    ip("-n", router, "link", "set", there, "mtu", String(MTU)) &&
    ip("-n", host, "addr", "add", `${prefix}.2/24`, "dev", here) &&
    ip("-n", router, "addr", "add", `${prefix}.1/24`, "dev", there) &&
    [[host, "lo"], [host, here], [router, "lo"], [router, there]].every(([name, end]) =>
      ip("-n", name!, "link", "set", end!, "up")
    );
}

/** Delay too, where the kernel can. @returns what is done. */
function lossy({ near, router }: Names, link: string, filter: Filter): string {
  const netem = ["netem", "loss", `${LOSS_PERCENT}%`, "delay", `${DELAY_MS}ms`];
  const both = [[near, `h${link}`], [router, `r${link}`]] as const;
  const delayed = both.every(([name, end]) =>
    at(name, "tc", "qdisc", "add", "dev", end, "root", ...netem)
  );
  if (delayed) return `${LOSS_PERCENT} % loss and ${DELAY_MS} ms each way`;
  return at(router, ...filter.lose(LOSS_PERCENT))
    ? `${LOSS_PERCENT} % loss at the router, no delay (no tc netem here)`
    : "no loss (neither tc netem nor a random match here)";
}

/** @returns null, after saying so, where namespaces or NAT cannot be made. */
export function routedHosts(): RoutedHosts | null {
  const tag = crypto.randomUUID().slice(0, 6);
  const names = { near: `bank-c-${tag}`, far: `bank-s-${tag}`, router: `bank-r-${tag}` };
  const { near, far, router } = names;
  const [clientNet, serverNet] = [
    { prefix: "192.168.77", link: `c${tag}` },
    { prefix: "10.231.8", link: `s${tag}` },
  ];
  const remove = () => {
    for (const name of [near, far, router]) tool(["ip", "netns", "del", name]);
  };
  const skipped = (why: string) => {
    remove();
    console.log(`    (${why}: the two-machines tests are skipped)`);
    return null;
  };
  const made = [near, far, router].every((name) => tool(["ip", "netns", "add", name]).code === 0) &&
    cable(near, router, clientNet) && cable(far, router, serverNet) &&
    tool(["ip", "-n", near, "route", "add", "default", "via", `${clientNet.prefix}.1`]).code ===
      0 &&
    at(router, "sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward");
  if (!made) return skipped("cannot make network namespaces here");
  const filter = FILTERS.find(([command, { masquerade }]) =>
    tool(["which", command]).code === 0 &&
    masquerade(`r${serverNet.link}`).every((words) => at(router, ...words))
  )?.[1];
  if (!filter) return skipped("no NAT here: `apt-get install nftables` brings it");
  const within = (name: string, { prefix }: { prefix: string }) => ({
    address: `${prefix}.2`,
    wrapper: ["ip", "netns", "exec", name],
  });
  return {
    server: within(far, serverNet),
    client: within(near, clientNet),
    loss: lossy(names, clientNet.link, filter),
    block(protocol) {
      if (!at(router, ...filter.block(protocol))) throw new Error(`${protocol} was not blocked`);
    },
    [Symbol.dispose]: remove,
  };
}

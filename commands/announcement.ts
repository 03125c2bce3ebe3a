// What a bank that is ready says of itself, for the person who has started it, or as JSON lines for programs.
import { networkInterfaces } from "node:os";
import { line } from "../console/screen.ts";
import type { World } from "../console/world.ts";
import { hostAndPort } from "../net/typed_address.ts";
import type { RunningBank } from "../server/bank_server.ts";
import { DEFAULT_PORT } from "../api/ports.ts";

export function announce(
  { screen }: World,
  { json }: { readonly json: boolean },
  bank: RunningBank,
): void {
  const { tcp, udp, http, metrics, fingerprint, signingKey, staffCode } = bank;
  const { store } = bank.books.directory;
  if (json) {
    if (staffCode !== null) screen.out(JSON.stringify({ event: "staff_code", code: staffCode }));
    const ready = {
      event: "ready",
      host: tcp.hostname,
      tcp: tcp.port,
      udp: udp.port,
      http: http?.port ?? null,
      ...(metrics ? { metrics: metrics.port } : {}),
      ...(store === null ? {} : { store }),
      fingerprint,
      signingKey,
    };
    return screen.out(JSON.stringify(ready));
  }
  screen.out(line`${bank.name} (${bank.currency.code})`);
  if (staffCode !== null) {
    screen.out(
      line`  staff code   ${staffCode}   (works once: bank connect sign-up --staff-code ...)`,
    );
  }
  screen.out(line`  listening    ${tcp.hostname} port ${tcp.port}, TCP and UDP`);
  if (http) {
    screen.out(line`  web          http://${hostAndPort(http)}/`);
    // Else no customer could sign in, and the pages would say why only after a try.
    if (!/^(127\.|::1$|localhost$)/.test(http.hostname)) {
      screen.out(
        "               plain http: browsers on other machines keep no sign-in. Put a proxy with",
      );
      screen.out("               https in front, on this machine (docs/operate.md, The web face).");
    }
  }
  if (store !== null) screen.out(line`  store        ${store}`);
  if (metrics) screen.out(line`  figures      http://${hostAndPort(metrics)}/metrics`);
  screen.out(`  fingerprint  ${fingerprint}`);
  screen.out(`  signing key  ${signingKey}`);
  const port = tcp.port === DEFAULT_PORT ? "" : ` --port ${tcp.port}`;
  for (const address of addressesOf(tcp.hostname)) {
    screen.out(line`  customers    bank connect --host ${address}` + port);
  }
  screen.out("Ready. Ctrl-C stops.");
}

export function announceStopped(
  { screen }: World,
  { json }: { readonly json: boolean },
): void {
  screen.out(json ? JSON.stringify({ event: "stopped" }) : "Stopped.");
}

/** Where customers can reach a server that listens everywhere. */
function addressesOf(hostname: string): string[] {
  if (hostname !== "0.0.0.0" && hostname !== "::") return [hostname];
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const others = all.filter(({ internal, family }) => !internal && family === "IPv4");
  return others.length > 0 ? others.map(({ address }) => address) : ["127.0.0.1"];
}

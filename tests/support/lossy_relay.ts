// A bad network in front of a bank: TCP passes, datagrams are lost, doubled and overtaken by seeded chance, or
// not passed at all while `blocked`. Each client keeps its own port towards the server, as behind a NAT; `rebind`
// gives all of them new ones, as when a router forgets.
import { type Relay, seeded, startRelay } from "./relay.ts";

export interface LossyRelayOptions {
  readonly target: { readonly hostname: string; readonly port: number };
  /** Chances from 0 to 1, per datagram and direction. */
  readonly loss: number;
  readonly duplication: number;
  readonly reordering: number;
  readonly seed: number;
}

export interface LossyRelay extends Disposable {
  /** TCP and UDP alike. */
  readonly port: number;
  readonly counts: { passed: number; lost: number };
  blocked: boolean;
  rebind(): void;
}

export function startLossyRelay(options: LossyRelayOptions): LossyRelay {
  const { target, seed } = options;
  const [tcp, udp] = bindBoth(options);
  const random = seeded(seed);
  const flows = new Map<string, Deno.DatagramConn>();
  const state = { blocked: false, counts: { passed: 0, lost: 0 } };
  const mangle = mangler(options, random, state);
  const flowOf = (client: Deno.NetAddr) => {
    const key = `${client.hostname}:${client.port}`;
    const known = flows.get(key);
    if (known) return known;
    const flow = Deno.listenDatagram({ transport: "udp", hostname: "127.0.0.1", port: 0 });
    flows.set(key, flow);
    void pump(flow, (bytes) => mangle(() => udp.send(bytes, client)));
    return flow;
  };
  const server: Deno.NetAddr = { transport: "udp", ...target };
  void pump(udp, (bytes, from) => {
    const flow = flowOf(from);
    mangle(() => flow.send(bytes, server));
  });
  const rebind = () => {
    for (const flow of flows.values()) flow.close();
    flows.clear();
  };
  return {
    port: tcp.port,
    counts: state.counts,
    rebind,
    get blocked() {
      return state.blocked;
    },
    set blocked(blocked) {
      state.blocked = blocked;
    },
    [Symbol.dispose]() {
      tcp[Symbol.dispose]();
      rebind();
      udp.close();
    },
  };
}

function bindBoth({ target, seed }: LossyRelayOptions): [Relay, Deno.DatagramConn] {
  for (let tries = 0;; tries++) {
    const tcp = startRelay({ target, bytesPerCut: Infinity, seed });
    try {
      const { port } = tcp;
      return [tcp, Deno.listenDatagram({ transport: "udp", hostname: "127.0.0.1", port })];
    } catch (error) {
      tcp[Symbol.dispose]();
      if (tries === 9) throw error;
    }
  }
}

type Send = () => Promise<number>;

function mangler(
  { loss, duplication, reordering }: LossyRelayOptions,
  random: () => number,
  state: { blocked: boolean; counts: { passed: number; lost: number } },
): (send: Send) => void {
  let late: Send[] = [];
  return (send) => {
    if (state.blocked || random() < loss) return void state.counts.lost++;
    state.counts.passed++;
    const due = late;
    late = [];
    if (random() < reordering) late.push(send);
    else quietly(send);
    if (random() < duplication) quietly(send);
    due.forEach(quietly);
  };
}

/** A flow may have been closed meanwhile: then the datagram is lost, as on any network. */
function quietly(send: Send): void {
  try {
    send().catch(() => {});
  } catch {
    // As above.
  }
}

async function pump(
  socket: Deno.DatagramConn,
  take: (bytes: Uint8Array, from: Deno.NetAddr) => void,
): Promise<void> {
  try {
    for await (const [bytes, from] of socket) take(bytes.slice(), from as Deno.NetAddr);
  } catch {
    // Closed by the test.
  }
}

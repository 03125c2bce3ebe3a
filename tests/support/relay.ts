// A TCP relay that cuts connections: passes bytes both ways, and after a random number of them drops the
// connection in the middle of whatever is being said. Seeded, so that a failure can be repeated.

export interface RelayOptions {
  readonly target: Deno.ConnectOptions;
  /** Bytes after which a connection is cut, on average; Infinity never cuts. */
  readonly bytesPerCut: number;
  readonly seed: number;
}

export interface Relay extends Disposable {
  readonly port: number;
  readonly cuts: number;
}

export function startRelay({ target, bytesPerCut, seed }: RelayOptions): Relay {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const random = seeded(seed);
  const open = new Set<Deno.Conn>();
  const relay = {
    port: (listener.addr as Deno.NetAddr).port,
    cuts: 0,
    [Symbol.dispose]() {
      listener.close();
      for (const conn of open) closeQuietly(conn);
    },
  };
  const pass = async (near: Deno.Conn) => {
    open.add(near);
    try {
      const far = await Deno.connect(target);
      open.add(far);
      const budget = { bytes: -Math.log(1 - random()) * bytesPerCut };
      const cut = () => {
        if (budget.bytes < 0) relay.cuts++;
        for (const conn of [near, far]) {
          open.delete(conn);
          closeQuietly(conn);
        }
      };
      await Promise.race([copy(near, far, budget), copy(far, near, budget)]);
      cut();
    } catch {
      open.delete(near);
      closeQuietly(near);
    }
  };
  (async () => {
    for await (const conn of listener) void pass(conn);
  })().catch(() => {});
  return relay;
}

async function copy(from: Deno.Conn, to: Deno.Conn, budget: { bytes: number }): Promise<void> {
  const buffer = new Uint8Array(16 * 1024);
  try {
    while (true) {
      const count = await from.read(buffer);
      if (count === null) return;
      budget.bytes -= count;
      if (budget.bytes < 0) return;
      for (let sent = 0; sent < count;) sent += await to.write(buffer.subarray(sent, count));
    }
  } catch {
    // One side is gone: the relay drops the other.
  }
}

function closeQuietly(conn: Deno.Conn): void {
  try {
    conn.close();
  } catch {
    // Closed already.
  }
}

/** mulberry32: small, seeded, good enough to choose where to cut. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

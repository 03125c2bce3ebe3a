// A relay whose connections can fall silent: what is asked arrives and no answer comes back, or it is held and arrives long after
// the one who asked has given up. Connections that come later work.

interface Passage {
  readonly near: Deno.Conn;
  readonly far: Deno.Conn;
  mute: boolean;
  held: Promise<void> | null;
}

export class SilentRelay implements Disposable {
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #target: Deno.ConnectOptions;
  readonly #passages = new Set<Passage>();
  readonly #arrivals: { readonly text: string; readonly arrived: () => void }[] = [];
  #release = () => {};
  /** What connections that come later have to wait for. */
  #later: Promise<void> | null = null;

  constructor(target: Deno.ConnectOptions) {
    this.#target = target;
    void this.#serve();
  }

  get port(): number {
    return (this.#listener.addr as Deno.NetAddr).port;
  }

  /** Settles when something with this text in it has arrived. */
  arrived(text: string): Promise<void> {
    return new Promise((arrived) => this.#arrivals.push({ text, arrived }));
  }

  /** No answer comes back on the connections that are there. */
  mute(): void {
    for (const passage of this.#passages) passage.mute = true;
  }

  /** What is asked on the connections that are there is held. @param later also on those that come until it is let go. */
  hold({ later = false } = {}): void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#release = resolve;
    for (const passage of this.#passages) passage.held = promise;
    if (later) this.#later = promise;
  }

  /** It arrives now, whether or not the one who asked is still there. */
  letGo(): void {
    this.#later = null;
    this.#release();
  }

  [Symbol.dispose](): void {
    this.letGo();
    this.#listener.close();
    for (const { near, far } of this.#passages) [near, far].forEach(close);
  }

  async #serve(): Promise<void> {
    try {
      for await (const near of this.#listener) void this.#pass(near);
    } catch {
      // Closed.
    }
  }

  async #pass(near: Deno.Conn): Promise<void> {
    const far = await Deno.connect(this.#target);
    const passage: Passage = { near, far, mute: false, held: this.#later };
    this.#passages.add(passage);
    const asking = copy(near, async (bytes) => {
      // What comes while it is held is held behind it.
      while (passage.held) {
        await passage.held;
        passage.held = null;
      }
      await writeAll(far, bytes);
      const text = new TextDecoder("latin1").decode(bytes);
      for (const { text: wanted, arrived } of this.#arrivals) if (text.includes(wanted)) arrived();
    });
    const answering = copy(far, (bytes) => passage.mute ? undefined : writeAll(near, bytes));
    void answering.then(() => close(near));
    await asking;
    await far.closeWrite().catch(() => {});
    await answering;
    [near, far].forEach(close);
    this.#passages.delete(passage);
  }
}

async function copy(
  from: Deno.Conn,
  take: (bytes: Uint8Array) => Promise<void> | undefined,
): Promise<void> {
  const buffer = new Uint8Array(64 * 1024);
  try {
    for (let count; (count = await from.read(buffer)) !== null;) {
      await take(buffer.slice(0, count));
    }
  } catch {
    // One side is gone.
  }
}

async function writeAll(to: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let sent = 0; sent < bytes.length;) sent += await to.write(bytes.subarray(sent));
}

function close(conn: Deno.Conn): void {
  try {
    conn.close();
  } catch {
    // Closed already.
  }
}

// Bytes carried between a peer and a server of ours that listens on this machine alone. What Deno's own servers cannot let go of (a
// handshake that does not go on, an answer that its peer does not read) ends with the relay, because both of its ends can be closed at any moment.
import { sourceOf } from "../service/sharing/shares.ts";
import { ReadBuffer } from "./read_buffer.ts";
import { type NetAddress, plainHostname } from "./runtime.ts";

/** Descriptors that one source may keep so. */
const KEPT_PER_SOURCE_MAX = 64;

/**
 * Descriptors that stay open after their connection was given up, because a peer does not take what is being written to it. (Deno
 * before 2.9 cannot take a write back.) They are counted, so that no source can keep many.
 */
export class Kept {
  readonly #bySource = new Map<string, number>();

  /** @param writing settles when the descriptor is free. */
  note(remote: NetAddress, writing: Promise<unknown>): void {
    const source = sourceOf(remote.hostname);
    this.#count(source, 1);
    const free = () => this.#count(source, -1);
    writing.then(free, free);
  }

  /** Whether it keeps so many that nothing more is taken from it. */
  isFull(remote: NetAddress): boolean {
    return (this.#bySource.get(sourceOf(remote.hostname)) ?? 0) >= KEPT_PER_SOURCE_MAX;
  }

  #count(source: string, by: number): void {
    const now = (this.#bySource.get(source) ?? 0) + by;
    if (now > 0) this.#bySource.set(source, now);
    else this.#bySource.delete(source);
  }
}

export class Relay {
  readonly remote: NetAddress;
  readonly #outer: Deno.TcpConn;
  readonly #kept: Kept;
  /** To the peer. */
  #writing: Promise<void> | null = null;
  #inner: Deno.TcpConn | null = null;
  #over = false;
  /** Milliseconds of a clock that only goes forward, at which bytes have last gone to the peer, and either way. */
  answeredAtMs = performance.now();
  movedAtMs = performance.now();

  constructor(outer: Deno.TcpConn, kept: Kept) {
    this.#outer = outer;
    this.#kept = kept;
    const { hostname, port } = outer.remoteAddr;
    this.remote = { hostname: plainHostname(hostname), port };
    outer.setNoDelay(true);
  }

  /** The server's last answer is on its way. */
  isLast = false;

  last(): void {
    this.isLast = true;
    this.answeredAtMs = performance.now();
  }

  get over(): boolean {
    return this.#over;
  }

  /** The port by which the inner server knows this one. @throws when there is no descriptor for it. */
  async connect(to: NetAddress): Promise<number> {
    const inner = await Deno.connect(to);
    if (this.#over) {
      inner.close();
      throw new Error("the peer has gone");
    }
    inner.setNoDelay(true);
    this.#inner = inner;
    return inner.localAddr.port;
  }

  /**
   * Until both sides have ended. Never rejects.
   * @param first what has been read from the peer already.
   * @param watch looks at what else comes from it; what it asks for takes the peer over, and the server has its end.
   */
  async run<Asked>(first?: Uint8Array, watch?: Watch<Asked>): Promise<Asked | null> {
    const inner = this.#inner!;
    try {
      if (first) await writeAll(inner, first);
      const answering = this.#carry(inner, this.#outer);
      const asking = this.#carry(this.#outer, inner, watch);
      let taken = false;
      answering.catch(() => taken || this.destroy());
      const asked = await asking;
      if (asked === null) await answering;
      else {
        taken = true;
        closeQuietly(inner);
        await answering.catch(() => {});
        if (!this.#over) return asked;
      }
    } catch {
      // One of them broke, or was closed here: the other has no peer any more.
    }
    this.destroy();
    return null;
  }

  destroy(): void {
    if (!this.#over && this.#writing) this.#kept.note(this.remote, this.#writing);
    this.#over = true;
    for (const conn of [this.#outer, this.#inner]) if (conn) closeQuietly(conn);
  }

  async #carry<Asked>(
    from: Deno.TcpConn,
    to: Deno.TcpConn,
    watch: Watch<Asked> = (bytes) => ({ bytes, asked: null }),
  ): Promise<Asked | null> {
    const buffer = new ReadBuffer();
    for (let count = await from.read(buffer.bytes); count !== null;) {
      const { bytes, asked } = watch(buffer.bytes.subarray(0, count));
      if (asked !== null) return asked;
      const writing = writeAll(to, bytes);
      if (to === this.#outer) this.#writing = writing;
      await writing;
      this.movedAtMs = performance.now();
      if (to === this.#outer) {
        this.#writing = null;
        this.answeredAtMs = this.movedAtMs;
      }
      buffer.fit(count);
      count = await from.read(buffer.bytes);
    }
    await to.closeWrite();
    return null;
  }
}

/** @returns what is to be handed on; what it asks for, when that is not the server's. */
type Watch<Asked> = (
  bytes: Uint8Array,
) => { readonly bytes: Uint8Array; readonly asked: Asked | null };

function closeQuietly(conn: Deno.Conn): void {
  try {
    conn.close();
  } catch {
    // Closed already.
  }
}

export async function writeAll(conn: Deno.Conn, bytes: Uint8Array): Promise<void> {
  let written = 0;
  while (written < bytes.length) written += await conn.write(bytes.subarray(written));
}

/** Accepts until the listener is closed: an error of one peer, or a lack of descriptors, is not the end of it. */
export async function acceptAll<C extends Deno.Conn>(
  listener: { accept(): Promise<C> },
  take: (conn: C) => void,
): Promise<void> {
  while (true) {
    try {
      take(await listener.accept());
    } catch (error) {
      if (error instanceof Deno.errors.BadResource || error instanceof Deno.errors.Interrupted) {
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}

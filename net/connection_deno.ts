// One TLS connection of Deno: a client's, and one that came in, which ends so that the other side hears it, or at once.
import { type Relay, writeAll } from "./relay_deno.ts";
import { type Connection, type Incoming, type NetAddress, plainHostname } from "./runtime.ts";

/** Milliseconds that the other side has to hear that this one has ended. */
const LINGER_MS = 2_000;

export class DenoConnection implements Connection {
  readonly remote: NetAddress;
  protected readonly conn: Deno.TlsConn;
  #closed = false;

  constructor(conn: Deno.TlsConn, remote?: NetAddress) {
    this.conn = conn;
    const { hostname, port } = conn.remoteAddr as Deno.NetAddr;
    this.remote = remote ?? { hostname: plainHostname(hostname), port };
  }

  read(buffer: Uint8Array): Promise<number | null> {
    return this.conn.read(buffer);
  }

  write(bytes: Uint8Array): Promise<void> {
    return writeAll(this.conn, bytes);
  }

  async finish(): Promise<void> {
    try {
      await this.conn.closeWrite();
    } catch {
      // The other side is gone.
    }
  }

  close(): void {
    this.destroy();
  }

  destroy(): void {
    if (this.#closed) return;
    this.#closed = true;
    try {
      this.conn.close();
    } catch {
      // Already gone: closing is what we wanted.
    }
  }
}

/** Where it came in. */
export interface Doorkeeper {
  /** Its handshake has ended, well or not. */
  settled(incoming: DenoIncoming): void;
  /** It is over here, and the other side has not gone. */
  letGo(incoming: DenoIncoming, how: LetGo): void;
}

interface Letting {
  readonly door: Doorkeeper;
  readonly relay?: Relay | undefined;
}

export class DenoIncoming extends DenoConnection implements Incoming {
  readonly #letting: Letting;
  readonly acceptedAtMs = performance.now();
  #gone = false;
  #over = false;
  #opened = false;
  #writing: Promise<void> | null = null;

  constructor(conn: Deno.TlsConn, letting: Letting) {
    super(conn, letting.relay?.remote);
    this.#letting = letting;
  }

  async open(): Promise<void> {
    try {
      await this.conn.handshake();
      this.#opened = true;
    } catch (error) {
      this.#gone = true;
      throw error;
    } finally {
      this.#letting.door.settled(this);
    }
  }

  override async read(buffer: Uint8Array): Promise<number | null> {
    try {
      const count = await super.read(buffer);
      this.#gone ||= count === null;
      return count;
    } catch (error) {
      this.#gone = true;
      throw error;
    }
  }

  override async write(bytes: Uint8Array): Promise<void> {
    this.#writing = super.write(bytes);
    await this.#writing;
    this.#writing = null;
  }

  /** What was written arrives, and the other side hears the end, if it wants to hear it. */
  override close(): void {
    if (this.#over) return;
    this.#over = true;
    if (this.#gone || !this.#opened) return this.#letGo();
    const late = setTimeout(() => this.#letGo(), LINGER_MS);
    void this.#hearEnd().then(() => {
      clearTimeout(late);
      this.#letGo();
    });
  }

  override destroy(): void {
    this.#over = true;
    this.#letGo();
  }

  async #hearEnd(): Promise<void> {
    await this.finish();
    const rest = new Uint8Array(2 * 1_024);
    while (!this.#gone) await this.read(rest).catch(() => {});
  }

  #letGo(): void {
    const { relay, door } = this.#letting;
    super.destroy();
    relay?.destroy();
    if (!this.#gone) door.letGo(this, { relayed: relay !== undefined, writing: this.#writing });
    this.#gone = true;
  }
}

export interface LetGo {
  readonly relayed: boolean;
  /** What the peer has not taken. */
  readonly writing: Promise<void> | null;
}

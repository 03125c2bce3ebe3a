// The client side of the protocol: one connection, typed calls from the method table, pipelined. Knows
// nothing of screens or files. A call whose answer never came ends in `ConnectionLost`: outcome unknown.
import type { Refusal } from "../../bank/refusal.ts";
import { SERVER_NAME } from "../certificate.ts";
import { FrameDecoder } from "../../api/frame.ts";
import { ANSWER_MS, CONNECT_MS, READ_BUFFER_BYTES_BUSY } from "../../api/limits.ts";
import { answerError, RemoteError, requestText } from "../../api/message.ts";
import { type MethodName, METHODS, type Params, type Result } from "../../api/methods.ts";
import type { PinnedCertificate } from "../pinned_certificate.ts";
import type { Connection, NetAddress, Runtime } from "../runtime.ts";

/** Bytes of one answer: a full page of history with long memos is far below. */
const ANSWER_BYTES_MAX = 4 * 1024 * 1024;

/** The connection has ended before an answer came. What was asked may have happened; with the same id it can be asked again. */
export class ConnectionLost extends Error {
  override readonly name = "ConnectionLost";
}

/** A refusal of the bank, thrown by `Client.call`. */
export class RefusedError extends Error {
  override readonly name = "RefusedError";

  constructor(readonly refusal: Refusal) {
    super(refusal.code);
  }
}

interface Waiting {
  readonly method: MethodName;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly stopWaiting: () => void;
}

export type Notified = (method: string, params: unknown) => void;

export interface ConnectOptions extends NetAddress {
  readonly runtime: Runtime;
  /** The server's, which alone is trusted. */
  readonly certificate: PinnedCertificate;
  readonly answerMs?: number;
  /** A server that falls silent counts as gone: it may be paused while another has its place. */
  readonly lively?: boolean;
}

/** Milliseconds for a connection where there are other addresses to try. */
const LIVELY_CONNECT_MS = 3_000;

/** Milliseconds of silence, while answers are waited for, after which a sign of life is asked for, and as many until it must come. */
const SILENCE_MS = 2_000;

/** One connection to one bank. Calls are pipelined: each waits for its own answer. */
export class Client {
  readonly #connection: Connection;
  readonly #after: Runtime["after"];
  readonly #answerMs: number;
  readonly #lively: boolean;
  #listening = false;
  /** Something has come since the last look. */
  #heard = false;
  readonly #waiting = new Map<number, Waiting>();
  readonly #decoder = new FrameDecoder(ANSWER_BYTES_MAX);
  readonly #encoder = new TextEncoder();
  #onNotice: Notified = () => {};
  #nextId = 1;
  #lost: ConnectionLost | null = null;
  #outbox = "";
  #writing = false;
  /** Settles when the connection has ended. */
  readonly ended: Promise<void>;

  private constructor(
    connection: Connection,
    { after, answerMs, lively }: {
      readonly after: Runtime["after"];
      readonly answerMs: number;
      readonly lively: boolean;
    },
  ) {
    this.#connection = connection;
    this.#after = after;
    this.#answerMs = answerMs;
    this.#lively = lively;
    this.ended = this.#read();
  }

  /** @throws when the address does not answer or its certificate is not the pinned one. */
  static async connect(options: ConnectOptions): Promise<Client> {
    const { runtime, hostname, port, certificate, answerMs = ANSWER_MS, lively = false } = options;
    const connection = await runtime.connectTls({
      hostname,
      port,
      certificate,
      serverName: SERVER_NAME,
      timeoutMs: lively ? LIVELY_CONNECT_MS : CONNECT_MS,
    });
    return new Client(connection, { after: runtime.after, answerMs, lively });
  }

  onNotice(notified: Notified): void {
    this.#onNotice = notified;
  }

  /**
   * @throws {RefusedError} when the bank says no.
   * @throws {RemoteError} when the request was malformed or the server failed.
   * @throws {ConnectionLost} when no answer came: what was asked may or may not have happened.
   */
  call<M extends MethodName>(method: M, params: Params<M>): Promise<Result<M>> {
    if (this.#lost) return Promise.reject(this.#lost);
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const stopWaiting = this.#after(this.#answerMs, () => {
        this.#waiting.delete(id);
        reject(new ConnectionLost(`no answer to ${method} within ${this.#answerMs} ms`));
      });
      const settle = resolve as (result: unknown) => void;
      this.#waiting.set(id, { method, resolve: settle, reject, stopWaiting });
      this.#send(requestText(id, method, params));
      if (this.#lively && !this.#listening) this.#listenForLife(false);
    });
  }

  /**
   * The first words of both sides. A bank of release 0.1 takes no features: it is asked again without.
   * @param name program and version.
   * @throws as `call`.
   */
  async hello(name: string): Promise<Result<"hello">> {
    try {
      return await this.call("hello", { client: name, features: ["open-kinds", "announcements"] });
    } catch (error) {
      if (!(error instanceof RemoteError) || error.code !== "invalid_params") throw error;
      return await this.call("hello", { client: name });
    }
  }

  /** The connection is gone: nothing will be answered any more. */
  get lost(): boolean {
    return this.#lost !== null;
  }

  close(): void {
    this.#lose(new ConnectionLost("the connection was closed here"));
  }

  /** As long as answers are waited for. @param asked whether a sign of life is due. */
  #listenForLife(asked: boolean): void {
    this.#listening = true;
    this.#heard = false;
    this.#after(SILENCE_MS, () => {
      this.#listening = false;
      if (this.#lost || this.#waiting.size === 0) return;
      if (this.#heard) return this.#listenForLife(false);
      if (asked) return this.#lose(new ConnectionLost("the server has fallen silent"));
      // Its answer counts as a sign, whatever it is.
      this.#send(requestText(this.#nextId++, "ping", {}));
      this.#listenForLife(true);
    });
  }

  #send(text: string): void {
    this.#outbox += text;
    if (this.#writing) return;
    this.#writing = true;
    queueMicrotask(() => void this.#writeOut());
  }

  async #writeOut(): Promise<void> {
    try {
      while (this.#outbox.length > 0) {
        const bytes = this.#encoder.encode(this.#outbox);
        this.#outbox = "";
        await this.#connection.write(bytes);
      }
    } catch (error) {
      this.#lose(new ConnectionLost(`the connection broke: ${(error as Error).message}`));
    } finally {
      this.#writing = false;
    }
  }

  async #read(): Promise<void> {
    const buffer = new Uint8Array(READ_BUFFER_BYTES_BUSY);
    try {
      while (!this.#lost) {
        const count = await this.#connection.read(buffer);
        if (count === null) break;
        this.#heard = true;
        this.#decoder.push(buffer.subarray(0, count), (frame) => this.#receive(frame));
      }
      this.#lose(new ConnectionLost("the server closed the connection"));
    } catch (error) {
      this.#lose(new ConnectionLost(`the connection broke: ${(error as Error).message}`));
    }
  }

  #receive(frame: string): void {
    const message = JSON.parse(frame) as Record<string, unknown>;
    if (typeof message.method === "string") return this.#onNotice(message.method, message.params);
    const waiting = this.#waiting.get(message.id as number);
    if (!waiting) return;
    this.#waiting.delete(message.id as number);
    waiting.stopWaiting();
    if ("error" in message) {
      const error = answerError(message.error);
      waiting.reject(error instanceof RemoteError ? error : new RefusedError(error));
      return;
    }
    const result = METHODS[waiting.method].result.safeParse(message.result);
    if (result.success) waiting.resolve(signedWhole(result.data, message.result));
    else waiting.reject(new RemoteError("bad_answer", `unexpected answer to ${waiting.method}`));
  }

  #lose(reason: ConnectionLost): void {
    if (this.#lost) return;
    this.#lost = reason;
    this.#connection.close();
    for (const { stopWaiting, reject } of this.#waiting.values()) {
      stopWaiting();
      reject(reason);
    }
    this.#waiting.clear();
  }
}

type Members = Record<string, unknown>;

const isSigned = (value: unknown): boolean =>
  typeof value === "object" && value !== null && "signature" in value && "signedBy" in value;

/** What the bank has signed is kept as it came: without the members that only a later release knows it is not what was signed. */
function signedWhole(read: Members, sent: unknown): unknown {
  if (isSigned(sent)) return sent;
  const whole = Object.entries(sent as Members).filter(([, value]) => isSigned(value));
  return whole.length === 0 ? read : { ...read, ...Object.fromEntries(whole) };
}

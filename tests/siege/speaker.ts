// A client that speaks the bank's protocol over TCP, line by line, honest or not. Its own words throughout: it shares no code with
// the bank's client.
import { Buffer } from "node:buffer";
import type { TLSSocket } from "node:tls";
import { ANSWER_MS, ENEMY, knockTls, opened } from "./sockets.ts";

export interface Said {
  /** `ok`, a refusal, an error of the protocol, or `gone` and `late` where no answer came. */
  readonly code: string;
  // deno-lint-ignore no-explicit-any -- whatever the bank said; each attack knows what it looks for
  readonly result: any;
}

export class Speaker {
  readonly #waiting = new Map<number, (said: Said) => void>();
  #id = 0;
  #rest = "";

  private constructor(readonly socket: TLSSocket) {
    socket.setEncoding("utf8");
    socket.on("data", (text: string) => this.#hear(text));
    socket.on("close", () => {
      for (const answer of this.#waiting.values()) answer({ code: "gone", result: {} });
      this.#waiting.clear();
    });
  }

  /** @returns null when the bank does not let it in. */
  static async open(port: number, from = ENEMY, ms = ANSWER_MS): Promise<Speaker | null> {
    const socket = knockTls(port, from);
    const late = setTimeout(() => socket.destroy(), ms);
    const isOpen = await opened(socket, "secureConnect");
    clearTimeout(late);
    return isOpen ? new Speaker(socket) : null;
  }

  /** Never fails. */
  call(method: string, params: object = {}, ms = ANSWER_MS): Promise<Said> {
    if (this.socket.destroyed) return Promise.resolve({ code: "gone", result: {} });
    const id = ++this.#id;
    return new Promise((resolve) => {
      const late = setTimeout(() => {
        this.#waiting.delete(id);
        resolve({ code: "late", result: {} });
      }, ms);
      this.#waiting.set(id, (said) => {
        clearTimeout(late);
        resolve(said);
      });
      this.socket.write(lineOf(id, method, params));
    });
  }

  /** Reads nothing from now on. */
  deafen(): void {
    this.socket.pause();
  }

  close(): void {
    this.socket.destroy();
  }

  #hear(text: string): void {
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop()!;
    for (const line of lines) {
      const { id, result, error } = JSON.parse(line);
      const answer = this.#waiting.get(id);
      this.#waiting.delete(id);
      answer?.(error ? { code: error.data.code, result: error.data } : { code: "ok", result });
    }
  }
}

export function lineOf(id: number, method: string, params: object = {}): string {
  return JSON.stringify({ jsonrpc: "2.0", id, method, params }) + "\n";
}

/** A UUID version 7. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(10));
  bytes[0] = 0x70 | (bytes[0]! & 0x0f);
  bytes[2] = 0x80 | (bytes[2]! & 0x3f);
  const hex = Date.now().toString(16).padStart(12, "0") + Buffer.from(bytes).toString("hex");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** A customer, as far as words go. */
export interface Known {
  readonly userName: string;
  readonly password: string;
  readonly account: string;
  readonly sessionToken: string;
}

export interface Person extends Known {
  readonly speaker: Speaker;
}

/** Becomes a customer. @throws when the bank does not take them. */
export async function becomeCustomer(
  port: number,
  from = ENEMY,
  more: { readonly staffCode?: string } = {},
): Promise<Person> {
  const speaker = await Speaker.open(port, from);
  const mark = Buffer.from(crypto.getRandomValues(new Uint8Array(6))).toString("hex");
  const [userName, password] = [`u${mark}`, `Quiet-river-${mark}`];
  const said = await speaker?.call("signUp", { userName, password, ...more }, 60_000);
  if (!speaker || said?.code !== "ok") throw new Error(`No customer: ${said?.code ?? "no door"}`);
  const { account, sessionToken } = said.result;
  return { speaker, userName, password, account, sessionToken };
}

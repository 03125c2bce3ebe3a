// HTTP/1.1 load: keep-alive connections, one request in flight on each, as a browser or an edge has it. Counts whole answers
// and their times; knows nothing of what they mean but the status.

export interface Load {
  readonly port: number;
  readonly connections: number;
  readonly seconds: number;
  /** The whole request of a connection's next turn. */
  readonly request: (connection: number, turn: number) => string;
}

export interface LoadReport {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Answers that were not 2xx. */
  readonly others: number;
}

export function getRequest(path: string, more = ""): string {
  return `GET ${path} HTTP/1.1\r\nhost: bank.test\r\n${more}\r\n`;
}

export function postRequest(path: string, body: string, more: string): string {
  const length = new TextEncoder().encode(body).length;
  return `POST ${path} HTTP/1.1\r\nhost: bank.test\r\ncontent-type: application/json\r\n` +
    `content-length: ${length}\r\n${more}\r\n${body}`;
}

export async function load({ port, connections, seconds, request }: Load): Promise<LoadReport> {
  const times: number[] = [];
  let others = 0;
  const end = performance.now() + seconds * 1_000;
  const encoder = new TextEncoder();
  await Promise.all(Array.from({ length: connections }, async (_, connection) => {
    const conn = await Deno.connect({ hostname: "127.0.0.1", port });
    conn.setNoDelay(true);
    const answers = new Answers(conn);
    for (let turn = 0; performance.now() < end; turn++) {
      const began = performance.now();
      await conn.write(encoder.encode(request(connection, turn)));
      const status = await answers.next();
      times.push(performance.now() - began);
      if (status < 200 || status > 299) others++;
    }
    conn.close();
  }));
  times.sort((a, b) => a - b);
  const at = (part: number) =>
    times[Math.min(times.length - 1, Math.floor(times.length * part))] ?? 0;
  return { perSecond: Math.round(times.length / seconds), p50Ms: at(0.5), p99Ms: at(0.99), others };
}

/** Reads answers with a Content-Length or in chunks. */
class Answers {
  readonly #conn: Deno.Conn;
  readonly #chunk = new Uint8Array(256 * 1024);
  #text = "";

  constructor(conn: Deno.Conn) {
    this.#conn = conn;
  }

  /** @returns the status of the next whole answer. */
  async next(): Promise<number> {
    let head = -1;
    while ((head = this.#text.indexOf("\r\n\r\n")) < 0) await this.#more();
    const headers = this.#text.slice(0, head);
    const status = Number(headers.slice(9, 12));
    const length = /\r\ncontent-length: (\d+)/i.exec(headers)?.[1];
    this.#text = this.#text.slice(head + 4);
    if (length !== undefined) {
      while (this.#text.length < Number(length)) await this.#more();
      this.#text = this.#text.slice(Number(length));
      return status;
    }
    if (!/\r\ntransfer-encoding: chunked/i.test(headers)) return status;
    for (let last = false; !last;) {
      let line = -1;
      while ((line = this.#text.indexOf("\r\n")) < 0) await this.#more();
      const size = parseInt(this.#text.slice(0, line), 16);
      while (this.#text.length < line + 2 + size + 2) await this.#more();
      this.#text = this.#text.slice(line + 2 + size + 2);
      last = size === 0;
    }
    return status;
  }

  /** One character per byte, so that lengths are those of the wire. */
  async #more(): Promise<void> {
    const read = await this.#conn.read(this.#chunk);
    if (read === null) throw new Error("The server closed the connection");
    let text = "";
    for (let at = 0; at < read; at += 8_192) {
      text += String.fromCharCode(...this.#chunk.subarray(at, Math.min(read, at + 8_192)));
    }
    this.#text += text;
  }
}

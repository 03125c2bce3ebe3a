// Frames: one message per line, UTF-8, ended by "\n" (a "\r" before it is ignored). A decoder is fed bytes as
// they come and owns no socket.

/** What the other side has sent is no frame: its connection is closed. */
export class ProtocolError extends Error {
  override readonly name = "ProtocolError";

  constructor(readonly reason: "frame_too_long" | "not_utf8", message: string) {
    super(message);
  }
}

const LF = 10;
const CR = 13;

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Cuts a stream of bytes into frames, wherever the pieces of a read begin and end. */
export class FrameDecoder {
  #rest: Uint8Array = new Uint8Array(0);
  #bytesMax: number;

  /** @param bytesMax bytes of one frame without its line end. */
  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  allow(bytesMax: number): void {
    this.#bytesMax = bytesMax;
  }

  /**
   * Hands on the frames that `chunk` completes. The chunk may be reused afterwards.
   * @throws {ProtocolError} after the good frames before the bad one have been handed on.
   */
  push(chunk: Uint8Array, take: (frame: string) => void): void {
    const end = chunk.lastIndexOf(LF);
    if (end >= 0) {
      const lines = chunk.subarray(0, end);
      this.#frames(this.#rest.length === 0 ? lines : join(this.#rest, lines), take);
      this.#rest = EMPTY;
    }
    const rest = chunk.subarray(end + 1);
    if (rest.length === 0) return;
    const whole = this.#rest.length === 0 ? rest.slice() : join(this.#rest, rest);
    this.#check(withoutCr(whole).length);
    this.#rest = whole;
  }

  /** Whole lines, without the last line end: decoded at once where that cannot hide a mistake. */
  #frames(lines: Uint8Array, take: (frame: string) => void): void {
    const text = lines.length <= this.#bytesMax ? decodedOrNull(lines) : null;
    if (text === null) return this.#oneByOne(lines, take);
    for (const line of text.split("\n")) {
      const frame = line.endsWith("\r") ? line.slice(0, -1) : line;
      if (frame.length > 0) take(frame);
    }
  }

  #oneByOne(lines: Uint8Array, take: (frame: string) => void): void {
    let start = 0;
    while (start <= lines.length) {
      const found = lines.indexOf(LF, start);
      const end = found < 0 ? lines.length : found;
      const frame = withoutCr(lines.subarray(start, end));
      this.#check(frame.length);
      const text = decode(frame);
      if (text.length > 0) take(text);
      start = end + 1;
    }
  }

  #check(bytes: number): void {
    if (bytes <= this.#bytesMax) return;
    const max = this.#bytesMax;
    throw new ProtocolError("frame_too_long", `A frame may have ${max} bytes at most here`);
  }
}

const EMPTY = new Uint8Array(0);

function decodedOrNull(bytes: Uint8Array): string | null {
  try {
    return decoder.decode(bytes);
  } catch {
    return null;
  }
}

function decode(frame: Uint8Array): string {
  try {
    return decoder.decode(frame);
  } catch {
    throw new ProtocolError("not_utf8", "A frame must be UTF-8");
  }
}

function withoutCr(frame: Uint8Array): Uint8Array {
  return frame.at(-1) === CR ? frame.subarray(0, -1) : frame;
}

function join(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

// Frames: one message per line, UTF-8, ended by "\n" (a "\r" before it is ignored). A decoder is fed bytes as
// they come and owns no socket.

export class ProtocolError extends Error {
  override readonly name = "ProtocolError";

  constructor(readonly reason: "frame_too_long" | "not_utf8", message: string) {
    super(message);
  }
}

const LF = 10;
const CR = 13;

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

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
   * Yields the frames that `chunk` completes. The chunk may be reused afterwards.
   * @throws {ProtocolError} after the good frames before the bad one have been yielded.
   */
  *push(chunk: Uint8Array): Generator<string> {
    let start = 0;
    let end = chunk.indexOf(LF);
    while (end >= 0) {
      const line = chunk.subarray(start, end);
      const frame = withoutCr(this.#rest.length === 0 ? line : join(this.#rest, line));
      this.#rest = new Uint8Array(0);
      this.#check(frame.length);
      const text = decode(frame);
      if (text.length > 0) yield text;
      start = end + 1;
      end = chunk.indexOf(LF, start);
    }
    const rest = chunk.subarray(start);
    if (rest.length === 0) return;
    const whole = this.#rest.length === 0 ? rest.slice() : join(this.#rest, rest);
    this.#check(withoutCr(whole).length);
    this.#rest = whole;
  }

  #check(bytes: number): void {
    if (bytes <= this.#bytesMax) return;
    const max = this.#bytesMax;
    throw new ProtocolError("frame_too_long", `A frame may have ${max} bytes at most here`);
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

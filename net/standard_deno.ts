// Standard output and error on Deno. Rust keeps a buffer before its standard output, so that a write which fails for the
// moment may have been taken all the same: it is only given pieces of which one knows.
import { fstatSync } from "node:fs";
import type { StandardFile } from "./runtime.ts";

/** Bytes that a pipe of Linux takes whole or not at all (PIPE_BUF). */
const PIPE_BYTES = 4_096;

/** Fewer bytes, without an end of line, go into the buffer first. */
const BUFFER_BYTES = 1_024;

const LINE_FEED = 10;

export function standardFile(fd: 1 | 2): StandardFile {
  if (fd === 2) return { write: async (bytes) => await written(Deno.stderr, bytes) ?? 0 };
  const pieceOf = isPipe() ? wholeLines : oneLine;
  // What has been taken and could not be written yet.
  let behind = false;
  return {
    async write(bytes) {
      if (behind && await written(Deno.stdout, new Uint8Array()) === null) return 0;
      behind = false;
      const piece = pieceOf(bytes);
      const count = await written(Deno.stdout, piece);
      if (count !== null) return count;
      behind = piece.length < BUFFER_BYTES && !piece.includes(LINE_FEED);
      return behind ? piece.length : 0;
    },
    async finish() {
      return !behind || await written(Deno.stdout, new Uint8Array()) !== null;
    },
  };
}

/** @returns null when it would have to wait. */
async function written(to: typeof Deno.stdout, bytes: Uint8Array): Promise<number | null> {
  try {
    return await to.write(bytes);
  } catch (error) {
    if (error instanceof Deno.errors.WouldBlock) return null;
    throw error;
  }
}

function isPipe(): boolean {
  try {
    return Deno.build.os === "linux" && fstatSync(1).isFIFO();
  } catch {
    return false;
  }
}

/** As many lines as a pipe takes at once; of a longer one a part that passes the buffer by. */
function wholeLines(bytes: Uint8Array): Uint8Array {
  const most = bytes.subarray(0, PIPE_BYTES);
  return most.subarray(0, most.lastIndexOf(LINE_FEED) + 1 || most.length);
}

/** Part of a line, or its end alone: a terminal or a socket may take less than it is given. */
function oneLine(bytes: Uint8Array): Uint8Array {
  const end = bytes.subarray(0, BUFFER_BYTES - 1).indexOf(LINE_FEED);
  return bytes.subarray(0, end === 0 ? 1 : end < 0 ? BUFFER_BYTES - 1 : end);
}

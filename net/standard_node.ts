// Standard output and error on Node, past its streams: those forget what is still to be written when the program ends.
import * as fs from "node:fs";
import process from "node:process";
import type { StandardFile } from "./runtime.ts";

export function standardFile(fd: 1 | 2): StandardFile {
  return { write: process.platform === "win32" ? (bytes) => toStream(fd, bytes) : toFile };

  function toFile(bytes: Uint8Array): Promise<number> {
    return new Promise((resolve, reject) => {
      fs.write(fd, bytes, 0, bytes.length, null, (error, count) => {
        if (error === null) resolve(count);
        else if (error.code === "EAGAIN") resolve(0);
        else reject(error);
      });
    });
  }
}

/** The console of Windows takes letters, and only Node's stream makes them of bytes. */
function toStream(fd: 1 | 2, bytes: Uint8Array): Promise<number> {
  return new Promise((resolve, reject) => {
    const stream = fd === 1 ? process.stdout : process.stderr;
    stream.write(bytes, (error) => error ? reject(error) : resolve(bytes.length));
  });
}

// How many files and sockets this process may have open at once.
import * as fs from "node:fs";

/** What is tried out where nothing tells. A larger limit that is still too small is noticed when it is reached. */
const TRIED_MAX = 2_048;

/** As Linux lists it (proc(5)), or tried out; null when it is not known, or is none. */
export function descriptors(): number | null {
  try {
    const limits = fs.readFileSync("/proc/self/limits", "utf8");
    const soft = /^Max open files\s+(\d+|unlimited)/m.exec(limits)?.[1];
    return soft === undefined || soft === "unlimited" ? null : Number(soft);
  } catch {
    // Deno allows this file only to programs that have all permissions.
    return triedOut();
  }
}

/** Opens what costs nothing until there is no more, and closes all of it again: 50 ms, for the kernel makes its table larger six times. */
function triedOut(): number | null {
  const opened: number[] = [];
  try {
    while (opened.length < TRIED_MAX) opened.push(fs.openSync("/dev/null", "r"));
    return null;
  } catch (error) {
    const full = /EMFILE|ENFILE/.test(String((error as { code?: unknown }).code));
    return full ? opened.length : null;
  } finally {
    for (const file of opened) fs.closeSync(file);
  }
}

// How many files and sockets this process may have open at once.
import * as fs from "node:fs";

/** As Linux lists it (proc(5)); null elsewhere, and where it may not be read. */
export function descriptors(): number | null {
  try {
    const limits = fs.readFileSync("/proc/self/limits", "utf8");
    const soft = /^Max open files\s+(\d+|unlimited)/m.exec(limits)?.[1];
    return soft === undefined || soft === "unlimited" ? null : Number(soft);
  } catch {
    return null;
  }
}

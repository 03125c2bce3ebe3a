// What a machine knows about time besides its clock, which may have been set wrong: what it has counted, for how long it has
// been up, whether a time server looks after it. The same on Deno and on Node.
import * as fs from "node:fs";
import * as os from "node:os";

export interface MachineTime {
  /** Milliseconds since some moment; cannot be set. */
  monotonic(): number;
  /** For how long the machine has been up, and a name for this boot; null where it does not tell. */
  uptime(): { readonly boot: string; readonly upMs: number } | null;
  /** Whether a time server has lately said that it is about this time, in Unix milliseconds. */
  synchronised(wallMs: number): boolean;
}

/** Touched by systemd-timesyncd whenever a time server has answered (systemd-timesyncd.service(8)). */
const SYNCHRONISED = "/run/systemd/timesync/synchronized";

/** Milliseconds for which that is believed: it asks every 34 minutes at least. */
const SYNCHRONISED_MS = 3 * 60 * 60 * 1000;

/** The kernel makes it anew at every boot. */
const MADE_AT_BOOT = "/dev/null";

export const machineTime: MachineTime = {
  monotonic: () => performance.now(),
  uptime() {
    try {
      const { dev, ino, mtimeMs } = fs.statSync(MADE_AT_BOOT);
      return { boot: `${dev}-${ino}-${Math.floor(mtimeMs)}`, upMs: Math.floor(os.uptime() * 1000) };
    } catch {
      return null;
    }
  },
  synchronised(wallMs) {
    try {
      return Math.abs(wallMs - fs.statSync(SYNCHRONISED).mtimeMs) < SYNCHRONISED_MS;
    } catch {
      return false;
    }
  },
};

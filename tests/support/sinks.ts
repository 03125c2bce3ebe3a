// Where a program may have to print to, as words before its own: a full disk, nothing at all, a slow reader, a
// pipe that does not wait and is full for a moment.
import type { Wrapper } from "./program.ts";

/** What has been read goes to standard output, after the filling; the exit code is the program's. */
const FULL_PIPE = `
import fcntl, os, subprocess, sys, time
r, w = os.pipe()
fcntl.fcntl(w, 1031, 4096)
fcntl.fcntl(w, fcntl.F_SETFL, fcntl.fcntl(w, fcntl.F_GETFL) | os.O_NONBLOCK)
filled = 0
try:
    while True: filled += os.write(w, b"x" * 512)
except BlockingIOError: pass
program = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=w)
os.close(w)
time.sleep(0.7)
got = b""
while part := os.read(r, 2048): got += part
sys.stdout.buffer.write(got[filled:])
sys.stdout.flush()
sys.exit(program.wait())
`;

const shell = (script: string): Wrapper => ["bash", "-c", script, "sh"];

export const SINKS = {
  "a full disk": shell('exec "$@" >/dev/full'),
  "nothing": shell('exec "$@" >&-'),
  "a slow reader": shell('"$@" | (sleep 0.7; cat); exit ${PIPESTATUS[0]}'),
  "a full pipe that does not wait": ["python3", "-c", FULL_PIPE],
  "a reader that leaves": shell('"$@" | true; exit ${PIPESTATUS[0]}'),
} as const satisfies Record<string, Wrapper>;

export type Sink = keyof typeof SINKS;

/** The profile's directory on a file system that takes nothing any more. */
export const PROFILES = {
  "read-only": (path: string): Wrapper => [
    "unshare",
    "--mount",
    "bash",
    "-c",
    `mount --make-rprivate / && mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"`,
    path,
  ],
  "full": (path: string): Wrapper => [
    "unshare",
    "--mount",
    "bash",
    "-c",
    `mount --make-rprivate / && cp -a "$0" "$0.kept" && mount -t tmpfs -o size=128k,mode=700 tmpfs "$0" && ` +
    `cp -a "$0.kept/." "$0" && rm -rf "$0.kept" && { cat /dev/zero >"$0/ballast" 2>/dev/null; exec "$@"; }`,
    path,
  ],
} as const;

// `deno task test`: runs the tests and ends with a plain line `N passed, N failed`.
import process from "node:process";

const child = new Deno.Command(Deno.execPath(), {
  args: ["test", "-A", "--parallel", ...process.argv.slice(2)],
  env: { NO_COLOR: "1", DENO_JOBS: "2" },
  stdin: "null",
  stdout: "piped",
}).spawn();

let tail = "";
for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
  process.stdout.write(text);
  tail = (tail + text).slice(-8192);
}
const status = await child.status;
const summary = [...tail.matchAll(/^(?:ok|FAILED) \| (\d+) passed.*?\| (\d+) failed/gm)].at(-1);
const passed = Number(summary?.[1] ?? 0);
// A type error or an uncaught one has no summary of its own.
const failed = Math.max(Number(summary?.[2] ?? 0), status.success ? 0 : 1);
console.log(`${passed} passed, ${failed} failed`);
process.exit(status.code);

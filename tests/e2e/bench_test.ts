// `bank bench` leaves nothing behind: neither its bank nor the directories that it made for it, also when it is stopped.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { launchers, scratch } from "../support/program.ts";

const { command, args } = launchers()[0]!;

function bench(data: string, seconds: number) {
  const size = ["--accounts", "10", "--clients", "2", "--seconds", String(seconds)];
  return new Deno.Command(command, {
    args: [...args, "bench", "--data", data, ...size],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

Deno.test("bench: the directories that it made are gone at the end, those that were there stay", async () => {
  using dir = scratch();
  mkdirSync(join(dir.path, "mine"));
  const { code, stderr } = await bench(join(dir.path, "mine", "new", "deep"), 1).output();
  assert.equal(code, 0, new TextDecoder().decode(stderr));
  assert.deepEqual([readdirSync(dir.path), readdirSync(join(dir.path, "mine"))], [["mine"], []]);
});

Deno.test("bench: stopped in the middle it leaves nothing either, and says so in a word", async () => {
  using dir = scratch();
  const data = join(dir.path, "new");
  const child = bench(data, 60);
  const reader = child.stderr.pipeThrough(new TextDecoderStream()).getReader();
  let said = "";
  while (!/Founding a bank/.test(said)) said += (await reader.read()).value;
  assert.ok(existsSync(data));
  child.kill("SIGINT");
  for (let part = await reader.read(); !part.done; part = await reader.read()) said += part.value;
  const [{ code }] = await Promise.all([child.status, child.stdout.cancel()]);
  assert.equal(code, 130);
  assert.match(said, /^Founding a bank with 10 accounts \.\.\.\nStopped\.\n$/);
  assert.ok(!existsSync(data));
});

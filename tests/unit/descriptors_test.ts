// How many files a process may open: told by Linux, or tried out where Deno does not let a program read that.
import assert from "node:assert/strict";
import { ROOT, scratch } from "../support/program.ts";
import { tool } from "../support/shipped.ts";

/** Says what it counts twice, with what it has open between. */
const COUNTER = `
import { descriptors } from "${ROOT}net/descriptors.ts";
const first = descriptors();
const more = Array.from({ length: 100 }, () => Deno.openSync("/dev/null"));
console.log(JSON.stringify([first, descriptors()]));
for (const file of more) file.close();
`;

function counted(limit: number, ...permissions: readonly string[]): (number | null)[] {
  using dir = scratch();
  const script = dir.file("count.ts", COUNTER);
  const words = [Deno.execPath(), "run", "--no-config", ...permissions, script];
  const { out, err } = tool(["sh", "-c", `ulimit -n ${limit} && exec "$@"`, "sh", ...words]);
  return JSON.parse(out || JSON.stringify(err));
}

Deno.test("descriptors: with all permissions, what Linux says", () => {
  assert.deepEqual(counted(300, "-A"), [300, 300]);
});

Deno.test("descriptors: as the executable may, what can still be opened, and all of it is closed again", () => {
  const [first, second] = counted(300, "--allow-read");
  assert.ok(first! > 200 && first! < 300, String(first));
  assert.equal(second, first! - 100);
});

Deno.test("descriptors: where more can be opened than is tried, no limit is known", () => {
  assert.deepEqual(counted(4_000, "--allow-read"), [null, null]);
});

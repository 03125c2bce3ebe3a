// What the program says arrives whole, whenever it is said: also a line that comes while the one before is being finished.
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { runtime } from "#runtime";
import { StandardStream } from "../../console/standard_stream.ts";

/** Turns of the event loop in which the second line may come. */
const TURNS = 12;

Deno.test("standard output: a line that is said at any moment of the one before is written before the end", async () => {
  for (let turns = 0; turns < TURNS; turns++) {
    let seen = "";
    const stream = new StandardStream({
      after: runtime.after,
      file: {
        write: (bytes) => {
          seen += Buffer.from(bytes).toString();
          return Promise.resolve(bytes.length);
        },
        finish: async () => {
          for (let turn = 0; turn < 3; turn++) await Promise.resolve();
          return true;
        },
      },
    });
    stream.write("first\n");
    for (let turn = 0; turn < turns; turn++) await Promise.resolve();
    stream.write("second\n");
    assert.equal(await stream.written(), null);
    assert.equal(seen, "first\nsecond\n", `after ${turns} turns`);
  }
});

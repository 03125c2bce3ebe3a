// server/books.ts with real files: a start that is refused has changed nothing. Old views, also those that do not fit and would be
// made again, are let go only when nothing can refuse the start any more.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DataError } from "../../store/data_error.ts";
import { openBooks } from "../../server/books.ts";
import type { World } from "../../console/world.ts";
import { quietWorld } from "../bench/machine.ts";
import { KeptLog } from "../support/fake_host.ts";
import { scratch } from "../support/program.ts";

const onFatal = (error: unknown) => assert.fail(String(error));

/** With views that are damaged: the next start makes them again. */
async function foundedIn(data: string): Promise<void> {
  const { loop, signing, directory, close } = await openBooks(quietWorld, { data, onFatal });
  const about = { name: "Test Bank", currency: "INR", scale: 2 };
  await loop.submit({ type: "found", ...about });
  await loop.submit({ type: "note_key", signingKey: signing.publicKey });
  directory.markFounded();
  await close();
  const views = join(data, "views.kv");
  writeFileSync(views, Uint8Array.from(readFileSync(views), (byte) => byte ^ 0x55));
}

const viewFiles = (data: string) =>
  readdirSync(data).filter((name) => name.startsWith("views")).sort()
    .map((name) => [name, readFileSync(join(data, name)).toString("hex")]);

for (
  const [key, says] of [
    ["registry.key", /registry\.key does not fit the data/],
    ["signing.key", /signing\.key is not the key of this bank/],
  ] as const
) {
  Deno.test(`refused start: ${key} of another bank leaves old views where they are`, async () => {
    using dir = scratch();
    const data = join(dir.path, "data");
    await foundedIn(data);
    const file = join(data, key);
    const own = readFileSync(file);
    writeFileSync(file, own.map((byte) => byte ^ 1));
    const before = viewFiles(data);
    const log = new KeptLog();
    const world: World = { ...quietWorld, host: { ...quietWorld.host, log } };
    await assert.rejects(
      openBooks(world, { data, onFatal }),
      (error) => error instanceof DataError && says.test(error.message),
    );
    assert.match(JSON.stringify(log.lines), /the views .*; they are made again/);
    assert.deepEqual(viewFiles(data), before);
    // With its own key it starts, and only then the old views go.
    writeFileSync(file, own);
    const books = await openBooks(world, { data, onFatal });
    assert.equal(books.loop.ledger.bank.get("bank")?.name, "Test Bank");
    assert.ok(!existsSync(join(data, "views.kv.aside")));
    await books.close();
    assert.notDeepEqual(viewFiles(data), before);
  });
}

// A database file as a process leaves it that dies while SQLite makes it: half written, with a rollback journal beside it that the
// next one to open it for writing has to undo.
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface HalfMade {
  readonly file: Uint8Array;
  readonly rollback: Uint8Array;
}

/** Rows that do not fit into a cache of one page: SQLite writes them before the commit. */
const ROWS = 400;

/** @returns null where the runtime has no SQLite of its own (Node before 22). */
export async function halfMadeFile(): Promise<HalfMade | null> {
  const directory = fs.mkdtempSync(join(tmpdir(), "bank-half-made-"));
  try {
    const { DatabaseSync } = await import("node:sqlite");
    const path = join(directory, "half.kv");
    const database = new DatabaseSync(path);
    try {
      database.exec("PRAGMA cache_size = 1; BEGIN; CREATE TABLE data (k BLOB PRIMARY KEY, v BLOB)");
      const insert = database.prepare("INSERT INTO data VALUES (?, randomblob(100))");
      for (let row = 0; row < ROWS; row++) insert.run(row);
      return { file: fs.readFileSync(path), rollback: fs.readFileSync(`${path}-journal`) };
    } finally {
      database.close();
    }
  } catch {
    return null;
  } finally {
    fs.rmSync(directory, { recursive: true, force: true });
  }
}

// A copy of the source in which an old defect can be put back. The tree itself is never touched.
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { MAY_IMPORT } from "../tidy/rooms.ts";
import type { Patch } from "./old_defects.ts";

const ROOT = join(import.meta.dirname!, "../..");

/** What runs the simulator: the rooms of the house, and where their packages come from. */
const COPIED = new Set(
  ["deno.json", "deno.lock", ...Object.keys(MAY_IMPORT).map((room) => room.split("/")[0]!)],
);

/** The text has moved on: what puts the defect back has to be written anew. */
export class AnchorGone extends Error {
  override readonly name = "AnchorGone";
}

/** @throws {AnchorGone} when the place that is changed is not there exactly once. */
export function patched(source: string, { file, from, to }: Patch): string {
  const places = source.split(from).length - 1;
  if (places === 1) return source.replace(from, () => to);
  throw new AnchorGone(`${file} has this ${places} times, not once:\n${from}`);
}

/** The texts of the files that a defect changes, as they are with it. @throws {AnchorGone} */
export function withDefect(patches: readonly Patch[]): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const patch of patches) {
    const { file } = patch;
    texts.set(file, patched(texts.get(file) ?? fs.readFileSync(join(ROOT, file), "utf8"), patch));
  }
  return texts;
}

export class MutatedTree implements Disposable {
  readonly path = fs.mkdtempSync(join(tmpdir(), "bank-mutation-"));

  constructor() {
    for (const name of COPIED) {
      fs.cpSync(join(ROOT, name), join(this.path, name), { recursive: true });
    }
    fs.symlinkSync(join(ROOT, "node_modules"), join(this.path, "node_modules"));
  }

  /** @returns what takes it out again. */
  put(patches: readonly Patch[]): Disposable {
    const texts = withDefect(patches);
    const write = (file: string, text: string | Uint8Array) => {
      fs.mkdirSync(dirname(join(this.path, file)), { recursive: true });
      fs.writeFileSync(join(this.path, file), text);
    };
    for (const [file, text] of texts) write(file, text);
    return {
      [Symbol.dispose]() {
        for (const file of texts.keys()) write(file, fs.readFileSync(join(ROOT, file)));
      },
    };
  }

  [Symbol.dispose](): void {
    fs.rmSync(this.path, { recursive: true, force: true });
  }
}

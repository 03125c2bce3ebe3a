// A visitor who looks at a site through an edge, and waits for what is to become visible there.
import assert from "node:assert/strict";

export interface Seen {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** What X-Cache says. */
  readonly cache: string;
}

export interface Asking {
  readonly verb?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export async function see(origin: string, path: string, asking: Asking = {}): Promise<Seen> {
  const { verb = "GET", headers = {}, body } = asking;
  const answer = await fetch(origin + path, {
    method: verb,
    redirect: "manual",
    headers,
    ...(body === undefined ? {} : { body }),
  });
  const text = await answer.text();
  const cache = answer.headers.get("x-cache") ?? "";
  return { status: answer.status, headers: answer.headers, text, cache };
}

/** Asks again and again until it is so. @returns the milliseconds that it took. */
export async function seeUntil(
  what: string,
  withinMs: number,
  isSo: () => Promise<boolean>,
): Promise<number> {
  const began = performance.now();
  while (!await isSo()) {
    assert.ok(performance.now() - began < withinMs, `${what}: not within ${withinMs} ms`);
    await pause();
  }
  return performance.now() - began;
}

/** Until a copy in the edge has grown so old. Only time itself does it. */
export async function grownOld(ageMs: number): Promise<void> {
  const endMs = performance.now() + ageMs;
  while (performance.now() < endMs) await pause();
}

/** Leaves the processor to the others that a test has started. */
function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 10));
}

/** The same work by so many at once. */
export async function together(
  many: number,
  times: number,
  work: (turn: number) => Promise<void>,
): Promise<void> {
  let turn = 0;
  const one = async () => {
    while (turn < times) await work(turn++);
  };
  await Promise.all(Array.from({ length: many }, one));
}

/** Everything that a connection says to these bytes, until it is closed or silent for a while. */
export async function rawAnswer(port: number, text: string): Promise<string> {
  using conn = await Deno.connect({ hostname: "127.0.0.1", port });
  await conn.write(new TextEncoder().encode(text));
  const buffer = new Uint8Array(64 * 1024);
  let said = "";
  while (true) {
    const silence = Promise.withResolvers<null>();
    const timer = setTimeout(() => silence.resolve(null), 1_000);
    const count = await Promise.race([conn.read(buffer), silence.promise]);
    clearTimeout(timer);
    if (count === null) return said;
    said += new TextDecoder().decode(buffer.subarray(0, count));
  }
}

// Reads the body of a request within a limit of bytes and of time, before anything is parsed.
import { Buffer } from "node:buffer";
import type { Cancel, Host } from "../../bank/host.ts";
import { HttpRefusal } from "./http_problem.ts";
import type { Rank } from "../../service/sharing/rank.ts";
import type { Quota } from "../../service/sharing/shares.ts";

/** Milliseconds that a body may take. */
const BODY_MS_MAX = 20_000;

const UTF_8 = new TextDecoder("utf-8", { fatal: true });

export interface BodyLimits {
  readonly bytesMax: number;
  readonly msMax?: number;
  readonly after: Host["after"];
  /** Of what all large bodies together may take, by whom. */
  readonly share?: { readonly quota: Quota; readonly holder: string; readonly rank: Rank };
}

/** The bytes of the body, or why they were not taken. */
export async function readBytes(
  request: Request,
  limits: BodyLimits,
): Promise<Uint8Array | HttpRefusal> {
  const { bytesMax, share } = limits;
  const declared = request.headers.get("content-length");
  if (Number(declared ?? 0) > bytesMax) return tooLarge(bytesMax);
  if (declared === null && !request.body) return new Uint8Array();
  if (!share) return await readWhole(request, declared, limits);
  const bytes = declared === null ? bytesMax : Number(declared);
  if (!share.quota.take(share.holder, bytes, share.rank)) {
    return new HttpRefusal("busy", "Too much is being sent at the moment", { "retry-after": "5" });
  }
  try {
    return await readWhole(request, declared, limits);
  } finally {
    share.quota.give(share.holder, bytes);
  }
}

async function readWhole(
  request: Request,
  declared: string | null,
  { bytesMax, msMax = BODY_MS_MAX, after }: BodyLimits,
): Promise<Uint8Array | HttpRefusal> {
  let given: Cancel = () => {};
  const late = new Promise<"late">((resolve) => given = after(msMax, () => resolve("late")));
  try {
    // The platform reads no further than the length that was declared, and all at once costs less.
    const bytes = declared === null
      ? await readParts(request.body!, { bytesMax, late })
      : await Promise.race([request.arrayBuffer().catch(() => "cut" as const), late]);
    if (bytes === "cut") return new HttpRefusal("cut_off", "The body ended before its end");
    if (bytes === "late") return tooSlow(msMax);
    if (bytes === "over") return tooLarge(bytesMax);
    return bytes.byteLength > bytesMax ? tooLarge(bytesMax) : new Uint8Array(bytes);
  } finally {
    given();
  }
}

async function readParts(
  body: ReadableStream<Uint8Array>,
  { bytesMax, late }: { readonly bytesMax: number; readonly late: Promise<"late"> },
): Promise<Uint8Array | "late" | "over" | "cut"> {
  const reader = body.getReader();
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  while (true) {
    const next = await Promise.race([reader.read().catch(() => "cut" as const), late]);
    if (next === "cut") return next;
    if (next !== "late" && next.done) return Buffer.concat(chunks);
    if (next !== "late") {
      bytes += next.value.length;
      chunks.push(next.value);
      if (bytes <= bytesMax) continue;
    }
    await reader.cancel().catch(() => {});
    return next === "late" ? "late" : "over";
  }
}

function tooLarge(bytesMax: number): HttpRefusal {
  return new HttpRefusal("too_large", `The body has more than ${bytesMax} bytes`);
}

function tooSlow(msMax: number): HttpRefusal {
  const about = `The body took longer than ${msMax / 1_000} s`;
  return new HttpRefusal("too_slow", about, { connection: "close" });
}

/** The body as a JSON object; no body at all is an empty one. */
export async function readBody(
  request: Request,
  limits: BodyLimits,
): Promise<Record<string, unknown> | HttpRefusal> {
  const bytes = await readBytes(request, limits);
  if (bytes instanceof HttpRefusal) return bytes;
  if (bytes.length === 0) return {};
  const media = (request.headers.get("content-type") ?? "").split(";")[0]!.trim().toLowerCase();
  if (media !== "application/json") {
    return new HttpRefusal("wrong_media_type", "Expected Content-Type: application/json");
  }
  try {
    const value = JSON.parse(UTF_8.decode(bytes));
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  } catch {
    // Said below.
  }
  return new HttpRefusal("not_json", "The body is not a JSON object");
}

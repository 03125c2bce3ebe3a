// Reads the body of a request within a limit of bytes and of time, before anything is parsed.
import { Buffer } from "node:buffer";
import { HttpRefusal } from "./http_problem.ts";

/** Milliseconds that a body may take. */
export const BODY_MS_MAX = 20_000;

export interface BodyLimits {
  readonly bytesMax: number;
  readonly msMax?: number;
}

/** The bytes of the body, or why they were not taken. */
export async function readBytes(
  request: Request,
  { bytesMax, msMax = BODY_MS_MAX }: BodyLimits,
): Promise<Uint8Array | HttpRefusal> {
  const tooLarge = new HttpRefusal("too_large", `The body has more than ${bytesMax} bytes`);
  if (Number(request.headers.get("content-length") ?? 0) > bytesMax) return tooLarge;
  const reader = request.body?.getReader();
  if (!reader) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const deadline = AbortSignal.timeout(msMax);
  const late = new Promise<"late">((resolve) =>
    deadline.addEventListener("abort", () => resolve("late"))
  );
  while (true) {
    const next = await Promise.race([reader.read(), late]);
    if (next === "late") {
      await reader.cancel().catch(() => {});
      return new HttpRefusal("too_slow", `The body took longer than ${msMax / 1_000} s`, {
        connection: "close",
      });
    }
    if (next.done) return new Uint8Array(Buffer.concat(chunks));
    bytes += next.value.length;
    if (bytes > bytesMax) {
      await reader.cancel().catch(() => {});
      return tooLarge;
    }
    chunks.push(next.value);
  }
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
    const value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  } catch {
    // Said below.
  }
  return new HttpRefusal("not_json", "The body is not a JSON object");
}

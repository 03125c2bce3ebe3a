// A paper as the file that it is: signed JSON, or its PDF, of which only some are drawn in a minute.
import { CACHE_RULES } from "../net/http/caching.ts";
import { throttled } from "../service/identity/session_gate.ts";
import type { Visit, Wrong } from "./visitor.ts";

interface PaperFile {
  /** Without its extension. */
  readonly name: string;
  readonly form: "pdf" | "json";
  readonly signed: object;
  readonly pdf: () => Promise<Uint8Array>;
}

export async function paperFile(
  visit: Visit,
  { name, form, signed, pdf }: PaperFile,
): Promise<Response | Wrong> {
  if (form === "json") {
    const headers = { ...fileHeaders(`${name}.json`), "content-type": "application/json" };
    return new Response(JSON.stringify(signed, null, 2), { headers });
  }
  return await pdfFile(visit, name, pdf);
}

/** @param name without its extension. */
export async function pdfFile(
  visit: Visit,
  name: string,
  pdf: () => Promise<Uint8Array>,
): Promise<Response | Wrong> {
  const wait = visit.face.pdfs.take(visit.signedIn!.session.identity!.account, visit.nowMs);
  if (wait > 0) return throttled(wait);
  const headers = { ...fileHeaders(`${name}.pdf`), "content-type": "application/pdf" };
  return new Response(await pdf() as BodyInit, { headers });
}

/** Of a file that one visitor alone may have. */
export function fileHeaders(name: string): Record<string, string> {
  return {
    "cache-control": CACHE_RULES.private,
    "content-disposition": `attachment; filename="${name}"`,
  };
}

// The bytes of documents over HTTP: a whole file handed in by its organisation, or looked at by an officer.
import { Buffer } from "node:buffer";
import type { Context } from "hono";
import { DOCUMENT_BYTES_MAX, FILE_MEDIA, mediaOf } from "../../bank/giving/document.ts";
import { FACT_KINDS } from "../../bank/giving/facts.ts";
import { Refusal } from "../../bank/refusal.ts";
import { isTransferId } from "../../bank/transfer_id.ts";
import { addDocument } from "../../service/giving/documents.ts";
import { identityOf } from "../../service/identity/session_gate.ts";
import type { Session } from "../../service/identity/session.ts";
import type { Router } from "../../service/router.ts";
import type { Service } from "../../service/service.ts";
import { Fault } from "../../api/message.ts";
import { CACHE_RULES } from "./caching.ts";
import { readBytes } from "./http_body.ts";
import { HttpRefusal, problemOf } from "./http_problem.ts";
import { bearer, type RestOptions } from "./rest.ts";

interface Bank {
  readonly service: Service;
  readonly router: Router;
}

/** The whole file at once, where a browser or a program has it. */
export async function upload(
  rest: RestOptions,
  { service }: Bank,
  context: Context,
): Promise<Response> {
  const found = await bearer(rest, context);
  if (!("name" in found)) return problemOf(found);
  const { req } = context;
  const document = req.param("document")!;
  const [fact, fileName] = [req.query("fact"), req.query("fileName") ?? ""];
  const kind = FACT_KINDS.find((known) => known === fact);
  if (!isTransferId(document) || !kind || fileName === "" || fileName.length > 200) {
    const about = "expected a UUID version 7 in the path, and ?fact= and ?fileName=";
    return problemOf(new Fault("invalid_params", about));
  }
  const { account, rank } = identityOf(found.session);
  const bytes = await readBytes(req.raw, {
    bytesMax: DOCUMENT_BYTES_MAX,
    after: service.host.after,
    share: { quota: service.budgets.staged, holder: account, rank },
  });
  if (bytes instanceof HttpRefusal) return problemOf(bytes);
  const declared = (req.header("content-type") ?? "").split(";")[0]!.trim().toLowerCase();
  if (!found.session.identity) return problemOf(new Refusal("session_expired"));
  const outcome = await addDocument(service, found.session, {
    document,
    fact: kind,
    fileName,
    media: mediaOf(fileName, declared),
    bytes,
  });
  if (outcome instanceof Refusal) return problemOf(outcome);
  return context.json(outcome, 200, { "cache-control": CACHE_RULES.private });
}

export async function download(rest: RestOptions, bank: Bank, context: Context): Promise<Response> {
  const found = await bearer(rest, context);
  if (!("name" in found)) return problemOf(found);
  const { organisation, document } = context.req.param() as Record<string, string>;
  const asked = { organisation: organisation!, document: document! };
  const answer = await documentAnswer(bank, found.session, asked);
  // As it is described: the name of the attachment says which kind it is.
  if (answer.ok) answer.headers.set("content-type", FILE_MEDIA);
  return answer;
}

/** As an attachment that no browser opens by itself. */
export async function documentAnswer(
  { router }: Pick<Bank, "router">,
  session: Session,
  asked: { readonly organisation: string; readonly document: string },
): Promise<Response> {
  const chunks: Buffer[] = [];
  let media = "";
  for (let part = 0, parts = 1; part < parts; part++) {
    const answer = await router.ask(session, "document", { ...asked, part });
    if (answer instanceof Refusal || answer instanceof Fault) return problemOf(answer);
    ({ media, parts } = answer);
    chunks.push(Buffer.from(answer.base64, "base64"));
  }
  const extension = media.split("/")[1]!.replace("jpeg", "jpg");
  return new Response(Buffer.concat(chunks), {
    headers: {
      "content-type": media,
      "content-disposition": `attachment; filename="document-${asked.document}.${extension}"`,
      "content-security-policy": "sandbox; default-src 'none'",
      "cache-control": CACHE_RULES.private,
    },
  });
}

// Documents of organisations, from the first part to the store: how many and how large, and that the store has those that the
// journal knows and no others.
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { documentProblem } from "../../bank/giving/document.ts";
import { documentWrong } from "../../bank/giving/document_problem.ts";
import { type Organisation, setHashOf } from "../../bank/giving/record.ts";
import { factOf } from "../../bank/giving/standing.ts";
import type { Ledger } from "../../bank/ledger.ts";
import { Refusal } from "../../bank/refusal.ts";
import { submitFor } from "../acting.ts";
import {
  DOCUMENTS_BYTES_MAX,
  DOCUMENTS_BYTES_PER_ORGANISATION,
  DOCUMENTS_UNSEEN_BYTES_MAX,
} from "../../api/limits.ts";
import type { Parsed, Result } from "../../api/methods.ts";
import type { Handlers, Service } from "../service.ts";
import { identityOf, throttled } from "../identity/session_gate.ts";
import type { Session } from "../identity/session.ts";
import { documentName, settleDocument } from "./kept_documents.ts";

export function documentHandlers(
  service: Service,
): Pick<Handlers, "documentPart" | "addDocument"> {
  const { documents: { staged }, host } = service;
  const mine = (session: Session) => identityOf(session).account;
  return {
    documentPart: (session, { document, part, base64 }) => {
      const bytes = Buffer.from(base64, "base64");
      const { account, rank } = identityOf(session);
      const so = staged.add({ account, document }, { part, bytes, rank }, host.clock());
      return so instanceof Refusal ? so : { bytes: so };
    },
    addDocument: async (session, params) => {
      const { document } = params;
      const bytes = staged.take({ account: mine(session), document }, host.clock());
      if (!bytes) return new Refusal("no_such_document", { document });
      return await addDocument(service, session, { ...params, bytes });
    },
  };
}

interface HandedIn extends Parsed<"addDocument"> {
  readonly bytes: Uint8Array;
}

export async function addDocument(
  service: Service,
  session: Session,
  handed: HandedIn,
): Promise<Result<"addDocument"> | Refusal> {
  const { account, rank } = identityOf(session);
  if (!service.loop.ledger.organisations.get(account)) return noSuch(account);
  const problem = documentProblem(handed);
  if (problem !== null) return new Refusal("document_refused", { ...problem });
  const { documents, host } = service;
  const wait = documents.handedIn.take(account, host.clock());
  if (wait > 0) return throttled(wait);
  // It is in memory until it is stored, and others of this account may come before it.
  const { staged } = service.budgets;
  if (!staged.take(account, handed.bytes.length, rank)) return new Refusal("busy", { waiting: 1 });
  try {
    return await documents.turns.take(account, () => keep(service, session, handed));
  } finally {
    staged.give(account, handed.bytes.length);
  }
}

/** One at a time for each organisation: what is there is what the room was reckoned with. */
async function keep(
  service: Service,
  session: Session,
  { document, fact, media, bytes }: HandedIn,
): Promise<Result<"addDocument"> | Refusal> {
  const { account } = identityOf(session);
  const { loop: { ledger }, giving: { store } } = service;
  const hash = createHash("sha256").update(bytes).digest("hex");
  const before = ledger.organisations.get(account)!.documents;
  const known = before.find((each) => each.document === document);
  if (known && known.sha256 !== hash) return new Refusal("id_reused", { id: document });
  const full = known ? null : noRoom(ledger, { account, fact, bytes: bytes.length });
  if (full) return full;
  // By its own name for each organisation, and once: what an officer has seen stays what it was.
  const name = documentName(account, document);
  const replaced = replacedBy(ledger.organisations.get(account)!, fact);
  if (!known) { for (const each of [name, ...replaced]) await store.doubtDocument(each); }
  if (!await store.setDocument(name, bytes)) {
    const there = await store.document(name);
    const same = there && createHash("sha256").update(there).digest("hex") === hash;
    if (!same) return new Refusal("id_reused", { id: document });
  }
  const added = { document, fact, sha256: hash, bytes: bytes.length, media };
  const outcome = await submitFor(service, session, { type: "add_document", account, added });
  if (!known) { for (const each of [name, ...replaced]) await settleDocument(ledger, store, each); }
  if (outcome instanceof Refusal) return outcome;
  return {
    document,
    sha256: hash,
    set: setHashOf(ledger.organisations.get(account)!),
  };
}

/** Those that a new document of this fact takes the place of; what an officer has signed for is kept. */
function replacedBy(organisation: Readonly<Organisation>, fact: HandedIn["fact"]): string[] {
  const state = factOf(organisation, fact)?.state;
  if (state === "seen" || state === "verified") return [];
  return organisation.documents.filter((each) => each.fact === fact)
    .map(({ document }) => documentName(organisation.account, document));
}

interface Wanted {
  readonly account: string;
  readonly fact: HandedIn["fact"];
  readonly bytes: number;
}

/** Why there is no room for one more, or null. */
function noRoom(ledger: Ledger, { account, fact, bytes }: Wanted): Refusal | null {
  let [all, unseen, own] = [0, 0, 0];
  for (const [holder, organisation] of ledger.organisations.rows()) {
    const its = organisation.documents.reduce(
      (sum, each) => holder === account && each.fact === fact ? sum : sum + each.bytes,
      0,
    );
    all += its;
    if (!isSeen(organisation)) unseen += its;
    if (holder === account) own = its;
  }
  const most = DOCUMENTS_BYTES_PER_ORGANISATION;
  if (own + bytes > most) {
    return refused(`all documents of an organisation may have ${inMiB(most)} together`);
  }
  const mine = isSeen(ledger.organisations.get(account)!);
  if (all + bytes > DOCUMENTS_BYTES_MAX || !mine && unseen + bytes > DOCUMENTS_UNSEEN_BYTES_MAX) {
    return refused("the bank has no room for more documents; tell its staff");
  }
  return null;
}

/** An officer has looked at something of it and found it right. */
function isSeen({ facts }: Readonly<Organisation>): boolean {
  return facts.some(({ state }) => state === "seen" || state === "verified");
}

function refused(reason: string): Refusal {
  return new Refusal("document_refused", { ...documentWrong("no_room", reason) });
}

function inMiB(bytes: number): string {
  return `${bytes / (1024 * 1024)} MiB`;
}

function noSuch(organisation: string): Refusal {
  return new Refusal("no_such_organisation", { organisation });
}

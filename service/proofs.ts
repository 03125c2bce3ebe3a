// What the bank says with its signature: how far its journal goes, and that a transfer is in it. Others cannot make it up,
// and the bank cannot take it back: two heads with one number and two hashes prove that it told two stories.
import { Refusal } from "../bank/refusal.ts";
import type { Signed } from "../bank/signature.ts";
import { blockOf, placeOf } from "../bank/ref.ts";
import type { Parsed } from "../api/methods.ts";
import { hidingDonor, transferSeenBy } from "./payments.ts";
import type { Handlers, Service } from "./service.ts";
import { identityOf } from "./identity/session_gate.ts";
import type { Session } from "./identity/session.ts";
import type { HeadView, ReceiptView } from "../api/answers.ts";

/** Signed heads kept: the newest is asked for by every client that connects. */
export class HeadSigner {
  #newest: Signed<Omit<HeadView, "signedBy" | "signature">> | null = null;

  sign({ signing, bank }: Service, { seq, hash }: { seq: number; hash: string }): HeadView {
    if (this.#newest?.seq === seq) return this.#newest;
    const head = signing.sign({ type: "head" as const, bank: bank.name, seq, hash });
    this.#newest = head;
    return head;
  }
}

export function bankWordHandlers(
  service: Service,
): Pick<Handlers, "head" | "receipt" | "audit"> {
  return {
    head: async (_session, { seq }) => {
      const { loop, signing, bank } = service;
      if (seq > loop.head.seq) return new Refusal("no_such_block", { seq, newest: loop.head.seq });
      const hash = await service.blockHash(seq);
      return signing.sign({ type: "head" as const, bank: bank.name, seq, hash });
    },
    receipt: (session, params) => receipt(service, session, params),
    audit: (_session, { deep }) => service.audit(deep),
  };
}

/** For payer, payee and staff. */
async function receipt(
  service: Service,
  session: Session,
  { id }: Parsed<"receipt">,
): Promise<ReceiptView | Refusal> {
  const found = await transferSeenBy(service, session, id);
  if (found instanceof Refusal) return found;
  if (found.status !== "booked") return new Refusal("no_such_transfer", { id });
  const { account } = identityOf(session);
  const { reasons: _, ...transfer } = hidingDonor(found, account);
  const { name: bank, currency } = service.bank;
  const block = blockOf(found.ref);
  return service.signing.sign({
    type: "receipt" as const,
    bank,
    currency: { ...currency },
    transfer,
    block,
    place: placeOf(found.ref),
    hash: await service.blockHash(block),
    issuedAtMs: service.host.clock(),
  });
}

// Money from outside: how a customer pays in, and where the bank's own account is.
import type { CommandOf } from "../bank/command.ts";
import { paymentCode } from "../bank/pay_in/payment_codes.ts";
import { paymentReferenceOf } from "../bank/pay_in/payment_reference.ts";
import { Refusal } from "../bank/refusal.ts";
import type { Parsed, Result } from "../api/methods.ts";
import { submitFor } from "./acting.ts";
import { proveAgain } from "./identity/authentication.ts";
import type { Session } from "./identity/session.ts";
import { identityOf } from "./identity/session_gate.ts";
import type { Handlers, Service } from "./service.ts";

export function payInHandlers(service: Service): Pick<Handlers, "payIn" | "setBankDetails"> {
  return {
    payIn: (session, params) => payIn(service, session, params),
    setBankDetails: (session, params) => setBankDetails(service, session, params),
  };
}

function payIn(
  { bank: { currency }, loop }: Service,
  session: Session,
  { amountMinor }: Parsed<"payIn">,
): Result<"payIn"> | Refusal {
  if (loop.ledger.bank.get("bank")?.mutual) return new Refusal("mutual_bank");
  const reference = paymentReferenceOf(identityOf(session).account);
  const { details = null } = loop.ledger.bank.get("bank") ?? {};
  const amount = amountMinor === undefined ? {} : { amountMinor };
  const qr = details && paymentCode({ details, reference, currency, ...amount });
  return { reference, details, ...amount, ...(qr ? { qr } : {}) };
}

async function setBankDetails(
  service: Service,
  session: Session,
  params: Parsed<"setBankDetails">,
): Promise<Result<"setBankDetails"> | Refusal> {
  const staff = await proveAgain(service, session, params.password);
  if (staff instanceof Refusal) return staff;
  const outcome = await submitFor(service, session, detailsCommand(params, staff.account));
  return outcome instanceof Refusal ? outcome : { details: params.details ?? null };
}

export function detailsCommand(
  { details }: Pick<Parsed<"setBankDetails">, "details">,
  by: string,
): CommandOf<"set_bank_details"> {
  return { type: "set_bank_details", ...(details ? { details } : {}), by };
}

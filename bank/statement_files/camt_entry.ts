// One entry of a camt message: a line of the account, or several where the bank has booked a batch in one sum and says what is in it.
import { type ForeignLine, referenceOrNone, textOf, textOrNone } from "./foreign_statement.ts";
import { amountIn, dayIn, directionOf } from "./camt_values.ts";
import { namedIn } from "../pay_in/payment_reference.ts";
import { type Currencies, minorOf } from "./written_values.ts";
import { at, each, said, type XmlNode } from "./xml_tree.ts";

/** None for an entry of nothing, which some banks write about closed accounts. */
export function linesOfEntry(entry: XmlNode, currencies: Currencies): readonly ForeignLine[] {
  const amountMinor = amountIn(entry, currencies);
  if (amountMinor === 0) return [];
  const details = each(entry, "NtryDtls").flatMap((one) => each(one, "TxDtls"));
  const [first = null] = details;
  const amounts = details.length > 1 ? partsOf(entry, details, currencies) : null;
  if (amounts) {
    const references = details.map((detail) =>
      referenceOrNone(said(detail, "Refs", "AcctSvcrRef"))
    );
    const own = new Set(references).size === details.length;
    return details.map((detail, place) => ({
      ...lineOf(entry, detail, currencies),
      amountMinor: amounts[place]!,
      // One that all parts of a batch share names none of them.
      bankReference: own ? references[place]! : null,
    }));
  }
  const line = lineOf(entry, details.length > 1 ? null : first, currencies);
  if (details.length <= 1) return [{ ...line, payments: Math.max(1, batchSize(entry)) }];
  const text = textOf([line.text, ...details.flatMap(remittanceOf)]);
  return [{ ...line, text, payments: Math.max(details.length, batchSize(entry)) }];
}

/** What each payment of a batch is, or null where that does not make up the sum. */
function partsOf(
  entry: XmlNode,
  details: readonly XmlNode[],
  currencies: Currencies,
): readonly number[] | null {
  const whole = amountIn(entry, currencies);
  const code = at(entry, "Amt")?.attributes.Ccy;
  const parts: number[] = [];
  for (const detail of details) {
    const amount = at(detail, "Amt") ?? at(detail, "AmtDtls", "TxAmt", "Amt");
    if (!amount || amount.attributes.Ccy !== code) return null;
    const minor = minorOf(said(amount) ?? "", { currency: currencies(code ?? ""), decimal: "." });
    const direction = said(detail, "CdtDbtInd") === null ? directionOf(entry) : directionOf(detail);
    if (minor === 0) return null;
    parts.push(direction * minor);
  }
  return parts.reduce((sum, part) => sum + part, 0) === whole ? parts : null;
}

function batchSize(entry: XmlNode): number {
  const told = Number(said(entry, "NtryDtls", "Btch", "NbOfTxs") ?? 0);
  return Number.isSafeInteger(told) && told > 0 ? told : 0;
}

function lineOf(entry: XmlNode, detail: XmlNode | null, currencies: Currencies): ForeignLine {
  const amountMinor = amountIn(entry, currencies);
  // Who is on the other side of what came in is its payer; a payment that came back has the payee there.
  const back = said(entry, "RvslInd") === "true" || said(entry, "RvslInd") === "1" ||
    at(detail, "RtrInf") !== null;
  const other = amountMinor > 0 !== back ? "Dbtr" : "Cdtr";
  const parties = at(detail, "RltdPties");
  // That of the entry first: reports of the same day, which have no details, know no other.
  const reference = referenceOrNone(said(entry, "AcctSvcrRef")) ??
    referenceOrNone(said(detail, "Refs", "AcctSvcrRef"));
  return {
    bookedOn: at(entry, "BookgDt") ? dayIn(entry, "BookgDt") : dayIn(entry, "ValDt"),
    amountMinor,
    currency: at(entry, "Amt")!.attributes.Ccy!,
    bankReference: reference,
    endToEndId: referenceOrNone(said(detail, "Refs", "EndToEndId")) ?? ownBatchOf(entry, detail),
    counterparty: {
      name: textOrNone(nameOf(parties, other) ?? nameOf(parties, `Ultmt${other}`)),
      account: accountOf(at(parties, `${other}Acct`)),
    },
    text: textOf([
      ...(detail ? remittanceOf(detail) : []),
      said(detail, "AddtlTxInf"),
      said(entry, "AddtlNtryInf"),
    ]),
    reversal: back,
    payments: 1,
  };
}

/** Of a batch of ours that was booked in one sum: the reference that our file gave it. What others put there is not looked at. */
function ownBatchOf(entry: XmlNode, detail: XmlNode | null): string | null {
  if (detail) return null;
  const named = said(entry, "NtryDtls", "Btch", "PmtInfId") ??
    said(entry, "NtryDtls", "Btch", "MsgId") ?? "";
  return namedIn(named).numbers.length === 1 ? named : null;
}

/** Version 8 has `Pty` between. */
function nameOf(parties: XmlNode | null, role: string): string | null {
  return said(parties, role, "Nm") ?? said(parties, role, "Pty", "Nm");
}

function accountOf(account: XmlNode | null): string | null {
  const id = said(account, "Id", "IBAN") ?? said(account, "Id", "Othr", "Id");
  return id?.replace(/\s/g, "") ?? null;
}

/** Free lines, and references of creditors. */
function remittanceOf(detail: XmlNode): readonly string[] {
  const about = at(detail, "RmtInf");
  const structured = each(about, "Strd").flatMap((one) => [
    said(one, "CdtrRefInf", "Ref") ?? "",
    ...each(one, "AddtlRmtInf").map(({ text }) => text),
  ]);
  return [...each(about, "Ustrd").map(({ text }) => text), ...structured];
}

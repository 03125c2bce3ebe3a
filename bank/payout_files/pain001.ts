// A batch of payouts as ISO 20022 pain.001 (CustomerCreditTransferInitiation). Elements stand in the order of the schemas; in euros
// what the SEPA Credit Transfer Scheme wants (EPC132-08), in rupees the IFSC as a member of the clearing system `INFSC`.
import { decimalOf } from "../money.ts";
import type { PayeeAccount } from "../ports/payee_accounts.ts";
import { isPayableBic } from "../payouts/payee_account.ts";
import { type Xml, xmlText } from "../xml.ts";
import { nameIn, type PayoutFileBatch, type PayoutLine, remarks } from "./payout_line.ts";

/** What the versions say in another way. */
interface Version {
  readonly name: string;
  readonly bic: string;
  readonly day: (day: string) => Xml;
}

const VERSIONS = {
  "03": {
    name: "pain.001.001.03",
    bic: "BIC",
    day: (day) => ["ReqdExctnDt", day],
  },
  "09": {
    name: "pain.001.001.09",
    bic: "BICFI",
    day: (day) => ["ReqdExctnDt", [["Dt", day]]],
  },
} as const satisfies Record<string, Version>;

export function pain001Text(batch: PayoutFileBatch, version: keyof typeof VERSIONS): string {
  const { reference, madeAtMs, payer, currency, lines } = batch;
  const said = VERSIONS[version];
  const sumMinor = lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  const totals: readonly Xml[] = [
    ["NbOfTxs", String(lines.length)],
    ["CtrlSum", decimalOf(sumMinor, currency)],
  ];
  const header: Xml = ["GrpHdr", [
    ["MsgId", reference],
    ["CreDtTm", new Date(madeAtMs).toISOString().slice(0, 19) + "Z"],
    ...totals,
    ["InitgPty", [["Nm", nameIn(payer)]]],
  ]];
  const inEuro = currency.code === "EUR";
  const payment: Xml = ["PmtInf", [
    ["PmtInfId", reference],
    ["PmtMtd", "TRF"],
    // Each line of its own on the statement: then each is known by its reference.
    ["BtchBookg", "false"],
    ...totals,
    inEuro ? ["PmtTpInf", [["SvcLvl", [["Cd", "SEPA"]]]]] : null,
    said.day(batch.payOn),
    ["Dbtr", [["Nm", nameIn(payer)]]],
    ["DbtrAcct", [idOf(payer), ["Ccy", currency.code]]],
    ["DbtrAgt", [agentOf(payer, said)]],
    ["ChrgBr", inEuro ? "SLEV" : "SHAR"],
    ...lines.map((line) => lineOf(line, batch, said)),
  ]];
  const document: Xml = ["Document", [["CstmrCdtTrfInitn", [header, payment]]], {
    xmlns: `urn:iso:std:iso:20022:tech:xsd:${said.name}`,
  }];
  return '<?xml version="1.0" encoding="UTF-8"?>\n' + xmlText(document);
}

function lineOf(
  { reference, amountMinor, memo, payee }: PayoutLine,
  { currency }: PayoutFileBatch,
  said: Version,
): Xml {
  const { bic, ifsc } = payee;
  return ["CdtTrfTxInf", [
    ["PmtId", [["InstrId", reference], ["EndToEndId", reference]]],
    ["Amt", [["InstdAmt", decimalOf(amountMinor, currency), { Ccy: currency.code }]]],
    bic === undefined && ifsc === undefined ? null : ["CdtrAgt", [agentOf(payee, said)]],
    ["Cdtr", [["Nm", nameIn(payee)]]],
    ["CdtrAcct", [idOf(payee)]],
    ["RmtInf", [["Ustrd", remarks(reference, memo)]]],
  ]];
}

function idOf({ iban, account = "" }: PayeeAccount): Xml {
  return ["Id", iban === undefined ? [["Othr", [["Id", account]]]] : [["IBAN", iban]]];
}

/** A BIC tells the bank, an IFSC its branch: in rupees it is needed. */
function agentOf({ bic, ifsc }: PayeeAccount, said: Version): Xml {
  const known: Xml[] = [];
  if (bic !== undefined && isPayableBic(bic)) known.push([said.bic, bic]);
  if (ifsc !== undefined) {
    const system: Xml = ["ClrSysId", [["Cd", "INFSC"]]];
    known.push(["ClrSysMmbId", [system, ["MmbId", ifsc]]]);
  }
  return ["FinInstnId", known.length > 0 ? known : [["Othr", [["Id", "NOTPROVIDED"]]]]];
}

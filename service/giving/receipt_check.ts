// What the code on a printed receipt says: enough to tell a genuine paper from a forged one, signed by itself so that no database is
// needed, and nothing about the donor, because an address is kept by browsers and logs.
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import * as z from "zod";
import { canonicalJson, type Json } from "../../bank/canonical_json.ts";
import { isSignedBy, type SigningKey } from "../../bank/signature.ts";
import { DonationReceipt } from "../../api/receipt_shapes.ts";

/** Characters of a code: the name of an organisation may be long. */
const CHECK_CHARS_MAX = 2_000;

export interface ReceiptCheck {
  readonly number: string;
  readonly organisation: string;
  readonly currency: string;
  readonly amount: string;
  readonly givenOn: string;
  readonly transferId: string;
  /** SHA-256 of the canonical JSON of the receipt. */
  readonly sha256: string;
}

const Parts = z.tuple([
  z.string(),
  z.string(),
  z.string(),
  z.string(),
  z.string(),
  z.string(),
  z.string(),
  z.string(),
]);

export function receiptHash(receipt: DonationReceipt): string {
  return createHash("sha256").update(canonicalJson(receipt as Json)).digest("hex");
}

function statementOf(check: ReceiptCheck) {
  return { type: "receipt_check" as const, ...check };
}

/** For the address in the code: the same for the same receipt. */
export function checkCode(receipt: DonationReceipt, signing: SigningKey): string {
  const { number, organisation: { name: organisation }, amount, givenOn, transferId } = receipt;
  const currency = receipt.currency.code;
  const sha256 = receiptHash(receipt);
  const check = { number, organisation, currency, amount, givenOn, transferId, sha256 };
  const { signature } = signing.sign(statementOf(check));
  const parts = [number, organisation, currency, amount, givenOn, transferId, sha256, signature];
  return Buffer.from(JSON.stringify(parts)).toString("base64url");
}

/** @returns null for what this key has not signed. */
export function checkOf(code: string, publicKey: string): ReceiptCheck | null {
  const parts = Parts.safeParse(jsonIn(code));
  if (!parts.success) return null;
  const [number, organisation, currency, amount, givenOn, transferId, sha256, signature] =
    parts.data;
  const check = { number, organisation, currency, amount, givenOn, transferId, sha256 };
  const statement = { ...statementOf(check), signedBy: publicKey, signature };
  return isSignedBy(statement, publicKey) ? check : null;
}

function jsonIn(code: string): unknown {
  if (code.length > CHECK_CHARS_MAX || !/^[A-Za-z0-9_-]+$/.test(code)) return null;
  try {
    return JSON.parse(Buffer.from(code, "base64url").toString());
  } catch {
    return null;
  }
}

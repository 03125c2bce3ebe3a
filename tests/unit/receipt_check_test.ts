// The code on a printed receipt: signed by itself, nothing about the donor in it, and no part of it can be changed.
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { SigningKey } from "../../bank/signature.ts";
import { checkCode, checkOf, receiptHash } from "../../service/giving/receipt_check.ts";
import { receiptPdf } from "../../papers/receipt_pdf.ts";
import { donorNamed, gives, liveHome } from "../support/giving_people.ts";
import { TestBank } from "../support/service.ts";

async function given(bank: TestBank) {
  const home = await liveHome(bank);
  const about = { name: "Ann Lee", address: "1 Sea Road", pan: "ABCPE1234F" };
  const donor = await donorNamed(bank, "ann", about);
  const id = await gives(bank, donor, home);
  const found = await donor.call("donationReceipt", { id });
  return { found, receipt: found.receipt, signing: bank.service.signing };
}

Deno.test("receipt check: the code says what the receipt says, and nothing about the donor", async () => {
  await using bank = await TestBank.open();
  const { receipt, signing } = await given(bank);
  const code = checkCode(receipt, signing);
  assert.equal(checkCode(receipt, signing), code, "the same for the same receipt");
  assert.match(code, /^[A-Za-z0-9_-]+$/);
  const check = checkOf(code, signing.publicKey)!;
  assert.deepEqual(check, {
    number: receipt.number,
    organisation: receipt.organisation.name,
    currency: "INR",
    amount: receipt.amount,
    givenOn: receipt.givenOn,
    transferId: receipt.transferId,
    sha256: receiptHash(receipt),
  });
  const plain = Buffer.from(code, "base64url").toString();
  for (const secret of ["Ann Lee", "Sea Road", "ABCPE1234F"]) {
    assert.equal(plain.includes(secret), false, secret);
  }
});

Deno.test("receipt check: what is changed, cut, or signed by another key is not genuine", async () => {
  await using bank = await TestBank.open();
  const { receipt, signing } = await given(bank);
  const code = checkCode(receipt, signing);
  const parts = JSON.parse(Buffer.from(code, "base64url").toString()) as string[];
  const coded = (changed: readonly string[]) =>
    Buffer.from(JSON.stringify(changed)).toString("base64url");
  assert.equal(coded(parts), code);
  for (const place of parts.keys()) {
    const changed = parts.map((part, at) => at === place ? `${part}0` : part);
    assert.equal(checkOf(coded(changed), signing.publicKey), null, `part ${place}`);
  }
  const other = new SigningKey(new Uint8Array(32).fill(7));
  const wrong = [
    "",
    "x",
    "%%%",
    code.slice(0, -8),
    `${code}AAAA`,
    "A".repeat(5_000),
    coded(parts.slice(0, 7)),
    coded([]),
    checkCode(receipt, other),
  ];
  for (const each of wrong) assert.equal(checkOf(each, signing.publicKey), null, each.slice(0, 40));
  // A signature over something else of the same key is no check either.
  const { signature } = signing.sign({ number: receipt.number });
  assert.equal(checkOf(coded([...parts.slice(0, 7), signature]), signing.publicKey), null);
});

Deno.test("receipt check: the PDF with a code is one page, the same file each time", async () => {
  await using bank = await TestBank.open();
  const { found, receipt, signing } = await given(bank);
  const address = `https://give.example/verify?c=${checkCode(receipt, signing)}`;
  const draw = () => receiptPdf(found, { address, words: "Scan it to check this receipt." });
  const [once, again, bare] = [await draw(), await draw(), await receiptPdf(found)];
  assert.deepEqual(once, again);
  const pages = (bytes: Uint8Array) =>
    Buffer.from(bytes).toString("latin1").match(/\/Type \/Page\b/g)?.length;
  assert.deepEqual([pages(once), pages(bare)], [1, 1]);
  const figures = (bytes: Uint8Array) =>
    Buffer.from(bytes).toString("latin1").match(/\/S \/Figure/g)?.length ?? 0;
  assert.deepEqual([figures(once), figures(bare)], [1, 0]);
});

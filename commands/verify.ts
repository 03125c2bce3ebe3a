// `bank verify FILE`: whether a receipt is what the bank signed. Needs no bank and no network, only the bank's public
// key: given, or remembered from a bank that this machine has been connected to.
import * as z from "zod";
import { hexOf } from "../bank/pasted.ts";
import { isSignedBy, type Statement } from "../bank/signature.ts";
import { DonationReceipt, GoodsReceipt } from "../api/receipt_shapes.ts";
import { ReceiptView } from "../api/answers.ts";
import { DayReport } from "../api/till_methods.ts";
import { CommandError, EXIT, usageError } from "../console/exit.ts";
import { readText } from "../console/files.ts";
import { knownBanks } from "../terminal/known_banks.ts";
import { profileDirectory } from "../terminal/profile.ts";
import type { VerifyValue } from "./program.ts";
import { donationText, goodsText } from "../terminal/giving/giving_text.ts";
import { receiptText } from "../terminal/show.ts";
import { dayReportText } from "../terminal/till_text.ts";
import { line } from "../console/screen.ts";
import type { World } from "../console/world.ts";

const Signed = z.looseObject({ signedBy: z.string(), signature: z.string() });

export function verify(world: World, words: VerifyValue): Promise<number> {
  const { screen, env } = world;
  const statement = read(words.file);
  const { signedBy } = statement;
  const key = words.key === undefined ? undefined : hexOf(words.key);
  if (key === null) {
    throw usageError("Cannot read --key: expected 64 hex digits, as `bank serve` prints them");
  }
  const banks = knownBanks(profileDirectory(words.profile, env));
  const bank = banks.find(({ signingKey }) => signingKey === signedBy);
  const trusted = key ?? bank?.signingKey;
  if (trusted === undefined) {
    throw new CommandError(
      EXIT.refused,
      line`Cannot tell: no bank that this machine knows signs with the key ${signedBy}. Connect to the ` +
        "bank once, or give the key that `bank serve` prints with --key.",
    );
  }
  const genuine = isSignedBy(statement as Statement, trusted);
  const receipt = ReceiptView.safeParse(statement);
  if (words.json) {
    screen.out(JSON.stringify({ genuine, signedBy, bank: bank?.address ?? null }));
  } else if (!genuine) {
    screen.out("NOT GENUINE: this is not what the bank signed.");
  } else {
    const who = bank ? line`, the bank at ${bank.address}` : "";
    screen.out(line`Genuine: signed by the holder of the key ${trusted}` + who);
    const donation = DonationReceipt().safeParse(statement);
    if (receipt.success) screen.out(receiptText(receipt.data));
    if (donation.success) screen.out(donationText(donation.data));
    const goods = GoodsReceipt().safeParse(statement);
    if (goods.success) screen.out(goodsText(goods.data));
    const day = DayReport().safeParse(statement);
    if (day.success) screen.out(dayReportText(day.data));
  }
  return Promise.resolve(genuine ? EXIT.done : EXIT.refused);
}

function read(file: string): z.infer<typeof Signed> {
  const text = readText(file);
  try {
    return Signed.parse(JSON.parse(text));
  } catch {
    throw usageError(line`Cannot read ${file}: expected a signed receipt or report in JSON`);
  }
}

// How money is paid in, below the account's details at home: where to, the reference, and a QR code where a camera can read one.
import { RefusedError } from "../../net/client/client.ts";
import { RemoteError } from "../../api/message.ts";
import type { Result } from "../../api/methods.ts";
import { payInText } from "../pay_in_text.ts";
import { qrText } from "../qr_text.ts";
import { symbolsFor } from "../questions/symbols.ts";
import { ask, type Desk } from "./desk.ts";

/** Says nothing where money is not paid in from outside, as in a bank of mutual credit, and in banks of release 0.1. */
export async function payInFlow(desk: Desk): Promise<void> {
  const { terminal, customer: { currency } } = desk;
  const answer = await ask(desk, "payIn", {}).catch((error) => {
    if (error instanceof RemoteError) return null;
    if (error instanceof RefusedError && error.refusal.code === "mutual_bank") return null;
    throw error;
  });
  if (!answer?.details) return;
  terminal.print(payInText(answer, currency));
  await showCode(desk, answer.qr);
}

/** Where there is one, and a camera can read it from here. */
export async function showCode({ terminal }: Desk, qr: Result<"payIn">["qr"]): Promise<void> {
  if (!qr || terminal.symbols === symbolsFor({ ascii: true })) return;
  const picture = await qrText(qr.text, "M");
  if (picture.indexOf("\n") <= terminal.columns) terminal.print(picture);
}

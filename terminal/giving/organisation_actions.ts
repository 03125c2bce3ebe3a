// `bank connect org …`: what organisations do.
import { Buffer } from "node:buffer";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { MEDIA } from "../../bank/giving/document.ts";
import { DOCUMENT_PART_BYTES } from "../../api/limits.ts";
import { FACT_FIELDS, type FactKind } from "../../bank/giving/facts.ts";
import { parseAmount } from "../../bank/amount.ts";
import { plainCode } from "../../bank/pasted.ts";
import { RefusedError } from "../../net/client/client.ts";
import type { Customer } from "../customer.ts";
import { CommandError, EXIT, usageError } from "../../console/exit.ts";
import { writeFile } from "../../console/files.ts";
import { untilAnswered, written } from "../pay.ts";
import type { ActOf } from "../words/connect_words.ts";
import { reasonText } from "../../console/reason_text.ts";
import { line } from "../../console/screen.ts";
import { dateTime } from "../../console/bank_time.ts";
import { checkedId, checkedKnownId, checkedMemo, show, transferText } from "../show.ts";
import { factsText, needsText, ownText, pledgesText } from "./giving_text.ts";

export async function org(customer: Customer, act: ActOf<"org">): Promise<void> {
  const { about, website } = act;
  if (act.register) await register(customer, { about: about ?? "", website: website ?? "" });
  else if (about !== undefined || website !== undefined) {
    const now = await customer.call("myOrganisation", {});
    await customer.call("describeOrganisation", {
      about: about ?? now.about,
      website: website ?? now.website,
    });
  }
  const own = act.submit
    ? await customer.call("submitOrganisation", {})
    : await customer.call("myOrganisation", {});
  show(customer, own, ownText(own, customer.currency));
}

/** Doing it again changes nothing: the public text stays as it is. */
async function register(
  customer: Customer,
  about: { readonly about: string; readonly website: string },
): Promise<void> {
  try {
    await customer.call("myOrganisation", {});
    customer.world.screen.say("This account is an organisation's already.");
  } catch (error) {
    const fresh = error instanceof RefusedError && error.refusal.code === "no_such_organisation";
    if (!fresh) throw error;
    await customer.call("registerOrganisation", about);
  }
}

export async function orgFact(customer: Customer, act: ActOf<"org-fact">): Promise<void> {
  const fields = Object.fromEntries(act.fields.map((given) => {
    const at = given.indexOf("=");
    if (at < 1) throw usageError(line`Cannot read "${given}": expected NAME=VALUE`);
    return [given.slice(0, at), given.slice(at + 1)];
  }));
  if (act.fields.length === 0 && act.document === undefined) {
    const fields = FACT_FIELDS[act.fact].map((name) =>
      name.endsWith("?") ? `[${name.slice(0, -1)}=…]` : `${name}=…`
    );
    throw usageError(
      line`Give fields as NAME=VALUE, or a document with --document FILE. Of ${act.fact}: ` +
        fields.join(" "),
    );
  }
  // Read before anything is said: half of it would void what officers have seen.
  const paper = act.document === undefined ? null : paperAt(act.document);
  const before = await customer.call("myOrganisation", {});
  if (act.fields.length > 0) {
    const { warnings } = await customer.call("setFact", { fact: act.fact, fields });
    for (const warning of warnings) customer.world.screen.say(line`Look again: ${warning}.`);
  }
  if (paper) await handIn(customer, act.fact, paper);
  const own = await customer.call("myOrganisation", {});
  show(customer, own, factsText(own.facts));
  if (before.receives && !own.receives) {
    customer.world.screen.say(
      "It is checked again now: until two officers agree nothing can be given.",
    );
  }
}

interface Paper {
  readonly fileName: string;
  readonly media: string;
  readonly bytes: Buffer;
}

export function paperAt(path: string): Paper {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw usageError(line`Cannot read ${path}: ${reasonText(error)}`);
  }
  const extension = path.toLowerCase().split(".").at(-1) ?? "";
  const [media] =
    Object.entries(MEDIA).find(([, { extensions }]) => extensions.includes(extension)) ?? [];
  if (media === undefined) {
    throw usageError(line`Cannot hand in ${path}: expected a PDF, a JPEG or a PNG`);
  }
  if (bytes.length === 0) throw usageError(line`Cannot hand in ${path}: it is empty`);
  return { fileName: basename(path), media, bytes };
}

export async function handIn(
  customer: Customer,
  fact: FactKind,
  { fileName, media, bytes }: Paper,
): Promise<void> {
  const document = customer.newTransferId();
  for (let part = 0; part * DOCUMENT_PART_BYTES < bytes.length; part++) {
    const some = bytes.subarray(part * DOCUMENT_PART_BYTES, (part + 1) * DOCUMENT_PART_BYTES);
    await customer.call("documentPart", { document, part, base64: some.toString("base64") });
  }
  await customer.call("addDocument", { document, fact, fileName, media });
}

export async function orgNeedClose(
  customer: Customer,
  act: ActOf<"org-need-close">,
): Promise<void> {
  const done = await customer.call("closeNeed", { need: checkedId(act.need) });
  show(customer, done, line`Closed: ${done.item}.`);
}

/** Money from abroad is spent from its own account, for what it was given. */
export async function orgSpend(customer: Customer, act: ActOf<"org-spend">): Promise<void> {
  const id = act.id === undefined ? customer.newTransferId() : checkedId(act.id);
  const amountMinor = parseAmount(act.amount, customer.currency);
  const { payee: to, use } = act;
  const memo = checkedMemo(act.memo);
  const intent = { id, to, amountMinor, memo, what: "payment" };
  const about = { id, to, amountMinor, memo, use };
  const done = await written(customer, intent, () => customer.call("spendForeign", about));
  show(customer, done, transferText(done, customer.currency));
}

export async function orgNeed(customer: Customer, act: ActOf<"org-need">): Promise<void> {
  const need = customer.newTransferId();
  const { item, unit, quantity, priority, deadline } = act;
  const price = act.price === undefined
    ? {}
    : { priceMinor: parseAmount(act.price, customer.currency) };
  const asked = { need, item, unit, quantity, priority, deadline: plainCode(deadline), ...price };
  const done = await untilAnswered(customer, need, () => customer.call("addNeed", asked));
  show(customer, done, needsText([done]));
}

export async function orgPledges(customer: Customer, act: ActOf<"org-pledges">): Promise<void> {
  const nowMs = customer.world.host.clock();
  if (act.received !== undefined) {
    if (act.quantity === undefined) throw usageError("Say how many you counted with --quantity N");
    const params = { pledge: checkedId(act.received), quantity: act.quantity };
    const done = await customer.call("receivePledge", params);
    return show(customer, done, pledgesText([done], nowMs));
  }
  const found = await customer.call("organisationPledges", {});
  show(customer, found, pledgesText(found.pledges, nowMs));
}

export async function orgThank(customer: Customer, act: ActOf<"org-thank">): Promise<void> {
  const update = customer.newTransferId();
  const about = {
    update,
    text: act.text,
    ...(act.need === undefined ? {} : { need: checkedId(act.need) }),
  };
  const done = await untilAnswered(customer, update, () => customer.call("postUpdate", about));
  show(customer, done, line`Posted ${dateTime(done.atMs)}.`);
}

export async function orgRefund(customer: Customer, act: ActOf<"org-refund">): Promise<void> {
  const id = act.id === undefined ? customer.newTransferId() : checkedId(act.id);
  const transferId = checkedKnownId(act.transferId);
  const reason = checkedMemo(act.reason);
  const intent = { id, to: transferId, amountMinor: 0, memo: reason, what: "refund" };
  const done = await written(
    customer,
    intent,
    () => customer.call("refundGift", { id, transferId, reason }),
  );
  show(customer, done, transferText(done, customer.currency));
}

/** What a bank of release 0.1 answers. */
const ONE_FILE =
  "This bank is of an older release: what is left out stands in the statement itself, with the reason (--out FILE).";

export async function orgReport(
  customer: Customer,
  { year, out, excluded }: ActOf<"org-report">,
): Promise<void> {
  const report = await customer.call("donorReport", { year });
  const left = report.rows.filter((row) => row.excluded !== "").length;
  const { excludedCsv } = report;
  if (excluded !== undefined) {
    if (excludedCsv === undefined) throw new CommandError(EXIT.refused, ONE_FILE);
    writeFile(excluded, excludedCsv);
  }
  if (out === undefined) show(customer, report, report.csv.trimEnd());
  else writeFile(out, report.csv);
  const { screen } = customer.world;
  const rows = report.rows.length - left;
  if (out !== undefined) {
    const filed = `${rows} ${rows === 1 ? "row" : "rows"}`;
    screen.say(line`${report.form}, ${report.year}: ${filed}. Written to ${out}.`);
  }
  if (left === 0 || excludedCsv === undefined) return;
  screen.say(
    excluded === undefined
      ? line`Left out: ${String(left)}. --excluded FILE writes which, and why.`
      : line`Left out: ${String(left)}. Written to ${excluded}.`,
  );
}

// `bank connect org …` and `review …`: what organisations and officers do.
import { Buffer } from "node:buffer";
import { readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { MEDIA } from "../../bank/giving/document.ts";
import { DOCUMENT_PART_BYTES } from "../../net/limits.ts";
import type { FactKind } from "../../bank/giving/facts.ts";
import { type Customer, passwordFor } from "../customer.ts";
import { usageError } from "../exit.ts";
import { writeFile } from "../files.ts";
import { untilAnswered, written } from "../pay.ts";
import type { ActOf } from "../program.ts";
import { line } from "../screen.ts";
import { checkedId, checkedMemo, dateTime, show, transferText } from "../show.ts";
import { organisationNamed } from "./donor_actions.ts";
import {
  directoryText,
  factsText,
  needsText,
  organisationText,
  pledgesText,
} from "./giving_text.ts";

export async function org(customer: Customer, act: ActOf<"org">): Promise<void> {
  const { about, website } = act;
  if (act.register) {
    await customer.call("registerOrganisation", { about: about ?? "", website: website ?? "" });
  } else if (about !== undefined || website !== undefined) {
    const now = await customer.call("myOrganisation", {});
    await customer.call("describeOrganisation", {
      about: about ?? now.about,
      website: website ?? now.website,
    });
  }
  const own = act.submit
    ? await customer.call("submitOrganisation", {})
    : await customer.call("myOrganisation", {});
  show(customer, own, organisationText(own, customer.currency));
}

export async function orgFact(customer: Customer, act: ActOf<"org-fact">): Promise<void> {
  const fields = Object.fromEntries(act.fields.map((given) => {
    const at = given.indexOf("=");
    if (at < 1) throw usageError(line`Cannot read "${given}": expected NAME=VALUE`);
    return [given.slice(0, at), given.slice(at + 1)];
  }));
  if (act.fields.length === 0 && act.document === undefined) {
    throw usageError("Give fields as NAME=VALUE, or a document with --document FILE");
  }
  if (act.fields.length > 0) {
    const { warnings } = await customer.call("setFact", { fact: act.fact, fields });
    for (const warning of warnings) customer.world.screen.say(line`Look again: ${warning}.`);
  }
  if (act.document !== undefined) await handIn(customer, act.fact, act.document);
  const own = await customer.call("myOrganisation", {});
  show(customer, own, factsText(own.facts));
}

async function handIn(customer: Customer, fact: FactKind, path: string): Promise<void> {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch {
    throw usageError(line`Cannot read ${path}: there is no such file, or this user may not`);
  }
  const extension = path.toLowerCase().split(".").at(-1) ?? "";
  const [media] =
    Object.entries(MEDIA).find(([, { extensions }]) => extensions.includes(extension)) ?? [];
  if (media === undefined) {
    throw usageError(line`Cannot hand in ${path}: expected a PDF, a JPEG or a PNG`);
  }
  const document = customer.newTransferId();
  for (let part = 0; part * DOCUMENT_PART_BYTES < bytes.length; part++) {
    const some = bytes.subarray(part * DOCUMENT_PART_BYTES, (part + 1) * DOCUMENT_PART_BYTES);
    await customer.call("documentPart", { document, part, base64: some.toString("base64") });
  }
  await customer.call("addDocument", { document, fact, fileName: basename(path), media });
}

export async function orgNeed(customer: Customer, act: ActOf<"org-need">): Promise<void> {
  const need = customer.newTransferId();
  const { item, unit, quantity, priority, deadline } = act;
  const asked = { need, item, unit, quantity, priority, deadline };
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
  const transferId = checkedId(act.transferId);
  const reason = checkedMemo(act.reason);
  const intent = { id, to: transferId, amountMinor: 0, memo: reason, what: "refund" };
  const done = await written(
    customer,
    intent,
    () => customer.call("refundGift", { id, transferId, reason }),
  );
  show(customer, done, transferText(done, customer.currency));
}

export async function orgReport(
  customer: Customer,
  { year, out }: ActOf<"org-report">,
): Promise<void> {
  const report = await customer.call("donorReport", { year });
  if (out === undefined) return show(customer, report, report.csv.trimEnd());
  writeFile(out, report.csv);
  const excluded = report.rows.filter((row) => row.excluded !== "").length;
  customer.world.screen.say(
    line`${report.form}, ${report.year}: ${
      report.rows.length - excluded
    } rows, ${excluded} excluded. Written to ${out}.`,
  );
}

export async function reviews(customer: Customer): Promise<void> {
  const queue = await customer.call("reviewQueue", {});
  const text = queue.organisations.length === 0
    ? "Nothing waits."
    : directoryText(queue.organisations, customer.currency);
  show(customer, queue, text);
}

/** An organisation that waits is not in the directory: officers name it by its number, or as the queue does. */
async function reviewed(customer: Customer, given: string): Promise<string> {
  const { organisations } = await customer.call("reviewQueue", { limit: 100 });
  const words = given.trim().toLowerCase();
  const found = organisations.filter(({ name }) => name.toLowerCase().includes(words));
  const [only, second] = found;
  return only && !second ? only.organisation : await organisationNamed(customer, given);
}

export async function review(customer: Customer, act: ActOf<"review">): Promise<void> {
  const organisation = await reviewed(customer, act.organisation);
  const { fact, verdict, reason, document, out } = act;
  if (document !== undefined) {
    if (out === undefined) throw usageError("Say where the document goes with --out FILE");
    return await fetchDocument(customer, { organisation, document: checkedId(document), out });
  }
  const found = await customer.call("review", { organisation });
  if ((fact === undefined) !== (verdict === undefined)) {
    throw usageError("Give --fact and --verdict together");
  }
  if (fact === undefined || verdict === undefined) {
    const documents = found.documents.map((each) =>
      line`${each.fact.padEnd(9)} ${each.document} ${each.media}, ${each.bytes} B`
    );
    const text = [organisationText(found, customer.currency), "", ...documents].join("\n");
    return show(customer, found, text);
  }
  const password = await passwordFor(customer);
  const { set } = found;
  const done = await customer.call("reviewFact", {
    organisation,
    fact,
    verdict,
    set,
    reason,
    password,
  });
  show(customer, done, factsText(done.facts));
}

async function fetchDocument(
  customer: Customer,
  { organisation, document, out }: {
    readonly organisation: string;
    readonly document: string;
    readonly out: string;
  },
): Promise<void> {
  const chunks: Buffer[] = [];
  for (let part = 0, parts = 1; part < parts; part++) {
    const answer = await customer.call("document", { organisation, document, part });
    ({ parts } = answer);
    chunks.push(Buffer.from(answer.base64, "base64"));
  }
  try {
    writeFileSync(out, Buffer.concat(chunks), { mode: 0o600 });
  } catch {
    throw usageError(
      line`Cannot write ${out}: does the directory exist, and may this user write there?`,
    );
  }
  customer.world.screen.say(line`Written to ${out}. That you looked at it is in the journal.`);
}

export async function orgStop(customer: Customer, act: ActOf<"org-stop">): Promise<void> {
  const organisation = await reviewed(customer, act.organisation);
  const how = act.forGood ? "revoked" as const : "suspended" as const;
  const reason = checkedMemo(act.reason);
  const password = await passwordFor(customer);
  const done = await customer.call("stopOrganisation", { organisation, how, reason, password });
  show(customer, done, line`${done.name} is ${done.state}.`);
}

export async function orgReinstate(customer: Customer, act: ActOf<"org-reinstate">): Promise<void> {
  const organisation = await reviewed(customer, act.organisation);
  const password = await passwordFor(customer);
  const done = await customer.call("reinstateOrganisation", { organisation, password });
  show(customer, done, line`${done.name} is ${done.state}.`);
}

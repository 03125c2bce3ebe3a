// `bank connect review …`, `org-stop` …: what officers do.
import { Buffer } from "node:buffer";
import { plainId, plainName } from "../../bank/pasted.ts";
import { type Customer, passwordFor } from "../customer.ts";
import { CommandError, EXIT, usageError } from "../../console/exit.ts";
import { writeFile } from "../../console/files.ts";
import type { ActOf } from "../words/connect_words.ts";
import { line } from "../../console/screen.ts";
import { checkedId, checkedMemo, show } from "../show.ts";
import { organisationNamed } from "./donor_actions.ts";
import { factsText } from "./giving_text.ts";
import { queueText, reviewText } from "./review_text.ts";
import { textsText } from "./public_texts_text.ts";

export async function reviews(customer: Customer): Promise<void> {
  const queue = await customer.call("reviewQueue", {});
  show(customer, queue, queueText(queue.organisations));
}

/** An organisation that waits is not in the directory: officers name it by its number, or as the queue does. */
async function reviewed(customer: Customer, given: string): Promise<string> {
  const { organisations } = await customer.call("reviewQueue", { limit: 100 });
  const words = plainName(given).toLowerCase();
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
    return show(customer, found, reviewText(found, customer.currency));
  }
  if (verdict === "refused" && reason === "") {
    throw usageError("Say why with --reason TEXT: the organisation reads it");
  }
  const settles = verdict === "claimant" || verdict === "holder";
  if (!settles) checkSet(found.set, act.set);
  const password = await passwordFor(customer);
  const about = { organisation, fact, password };
  const done = settles
    ? await customer.call("settleDispute", { ...about, claimantIsRight: verdict === "claimant" })
    : await customer.call("reviewFact", { ...about, verdict, set: found.set, reason });
  show(customer, done, factsText(done.facts));
}

/** Of a public text: it is confirmed, or taken down with a word to the organisation. */
export async function reviewPublicText(
  customer: Customer,
  { organisation: given, textId, verdict, hash, reason }: ActOf<"review-text">,
): Promise<void> {
  if (verdict === "taken_down" && reason === "") {
    throw usageError("Say why with --reason TEXT: the organisation reads it");
  }
  const organisation = await reviewed(customer, given);
  const found = await customer.call("review", { organisation });
  const text = textId === "profile" ? textId : checkedId(textId);
  const known = found.texts.find((each) => each.text === text);
  checkSet(known?.sha256 ?? "", hash, "--hash");
  const { sha256 } = known!;
  const password = await passwordFor(customer);
  const about = { organisation, text, sha256, verdict, reason: checkedMemo(reason), password };
  const done = await customer.call("reviewText", about);
  show(customer, done, textsText(done.texts));
}

/** A verdict is about what the officer has looked at, not about what is there by now. */
function checkSet(now: string, seen: string | undefined, name = "--set"): void {
  if (seen === undefined) {
    throw usageError(
      line`Say what you looked at with ${name}: \`bank connect review NAME\` prints it`,
    );
  }
  const given = plainId(seen);
  if (!/^[0-9a-f]{8,64}$/.test(given)) {
    throw usageError(
      line`Cannot read ${name} "${seen}": expected what \`bank connect review\` prints`,
    );
  }
  if (now.startsWith(given)) return;
  throw new CommandError(
    EXIT.refused,
    "Something has changed since you looked: look again, then decide.",
  );
}

export async function fetchDocument(
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
  writeFile(out, Buffer.concat(chunks));
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

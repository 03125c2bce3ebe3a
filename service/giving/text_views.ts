// The public texts of an organisation as it and the officers see them: each with its hash, its state, and what stood there before.
import { type Organisation, PROFILE, type TextVerdict } from "../../bank/giving/record.ts";
import { needHash } from "../../bank/giving/texts.ts";
import type { TextView } from "../../api/text_shapes.ts";
import type { Service } from "../service.ts";
import { needsInOrder } from "./needs_order.ts";
import { isShown, type ShownState } from "./shown_texts.ts";

/** Thanks that are looked through. */
const UPDATES_MAX = 20;

/** Description first, then needs, then thanks, newest first; not those that are over and were never read. */
export async function textViews(
  service: Service,
  organisation: Readonly<Organisation>,
): Promise<TextView[]> {
  const { account, profile: sha256, text: verdict, registeredAtMs } = organisation;
  const { directory, register, store } = service.giving;
  const profile = directory.profile(account);
  const { about, website, checked } = profile;
  const state = directory.texts.profileState(profile, organisation);
  const views: TextView[] = [];
  if (about !== "" || website !== "") {
    const before = checked ? said(checked) : null;
    const about_ = { text: PROFILE, kind: "profile" as const, atMs: registeredAtMs };
    views.push({
      ...about_,
      ...judged({ sha256, verdict, state }),
      now: said({ about, website }),
      before,
    });
  }
  for (const need of needsInOrder(service, account, "officers")) {
    if (need.status === "closed" && !need.text) continue;
    const { need: text, item, unit, addedAtMs: atMs } = need;
    const state = directory.texts.need(need);
    const known = judged({ sha256: needHash(need), verdict: need.text, state });
    views.push({ text, kind: "need", atMs, ...known, now: `${item} (${unit})`, before: null });
  }
  for (const key of register.updatesOf.of(account).slice(-UPDATES_MAX).reverse()) {
    const update = service.loop.ledger.updates.get(key)!;
    const now = await store.updateText(key) ?? "";
    const state = directory.texts.update(update, now);
    const known = judged({ sha256: update.sha256, verdict: update.text, state });
    views.push({ text: key, kind: "update", atMs: update.atMs, ...known, now, before: null });
  }
  return views;
}

function said({ about, website }: { readonly about: string; readonly website: string }): string {
  return website === "" ? about : `${about}\n${website}`;
}

function judged(
  { sha256, verdict, state }: {
    readonly sha256: string;
    readonly verdict: TextVerdict | undefined;
    readonly state: ShownState;
  },
) {
  const reason = verdict?.sha256 === sha256 && !isShown(state) ? verdict.reason : "";
  return { sha256, state, reason };
}

/** Public texts that no officer has read yet. Without reading a text: the queue asks it of all organisations. */
export function uncheckedTexts(service: Service, organisation: Readonly<Organisation>): number {
  const { directory, register } = service.giving;
  const { ledger } = service.loop;
  const { account, profile: sha256, text: verdict } = organisation;
  const { about, website } = directory.profile(account);
  const said = about !== "" || website !== "";
  let count = said && verdict?.sha256 !== sha256 ? 1 : 0;
  for (const key of register.needsOf.of(account)) {
    const need = ledger.needs.get(key)!;
    if (need.status === "open" && !need.text) count++;
  }
  for (const key of register.updatesOf.of(account).slice(-UPDATES_MAX)) {
    if (!ledger.updates.get(key)!.text) count++;
  }
  return count;
}

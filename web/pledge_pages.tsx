// Promising things: what is asked once more before it is done.
import { leftOf } from "../bank/giving/decide_need.ts";
import { Refusal } from "../bank/refusal.ts";
import { Fault } from "../api/message.ts";
import { needSeen } from "./books_seen.ts";
import { confirmPage, idAsked, idIn, isHopeless } from "./confirming.tsx";
import { codeField, field, formOf, isWrong, type Visit, type Wrong } from "./visitor.ts";
import { whereWords } from "./where.ts";

export async function confirmPledge(visit: Visit): Promise<Response | Wrong> {
  const id = await idAsked(visit);
  if (id instanceof Response) return id;
  const asked = { need: visit.query("need"), quantity: visit.query("quantity") };
  return pledgePage(visit, asked, { wrong: null, id });
}

function pledgePage(
  visit: Visit,
  { need, quantity }: { readonly need: string; readonly quantity: string },
  { wrong: refused, id }: { readonly wrong: Wrong | null; readonly id: string },
): Response | Wrong {
  const { t } = visit;
  const known = needSeen(visit.face, need);
  if (!known) return new Fault("invalid_params", t("There is no such need."));
  const name = visit.face.service.giving.directory.nameOf(known.organisation);
  const left = leftOf(known);
  if (!/^[1-9][0-9]{0,6}$/.test(quantity)) {
    const about = visit.t("how many: expected a whole number from 1 to {{left}}", { left });
    return new Fault("invalid_params", about);
  }
  const over = Number(quantity) > left ? new Refusal("over_pledged", { need, left }) : null;
  const wrong = refused ?? over;
  return confirmPage(visit, {
    title: t("Promise things"),
    action: "/me/pledge",
    pairs: [
      [t("To"), name],
      [t("What"), known.item],
      [t("How many"), `${quantity} ${known.unit}`],
      [t("Where to"), whereWords(visit, known.organisation)],
      [t("When"), t("Send it within three days; otherwise it is free for others again.")],
    ],
    fields: { need, quantity },
    button: t("Promise it"),
    money: false,
    wrong,
    id,
    back: `/o/${known.organisation}`,
    hopeless: wrong !== null && isHopeless(wrong),
  });
}

export async function pledge(visit: Visit): Promise<Response | Wrong> {
  const form = await formOf(visit);
  if (isWrong(form)) return form;
  const [need, quantity, id] = [field(form, "need"), codeField(form, "quantity"), idIn(form)];
  const promised = await visit.ask("pledge", { pledge: id, need, quantity: Number(quantity) });
  return isWrong(promised)
    ? pledgePage(visit, { need, quantity }, { wrong: promised, id })
    : visit.redirect("/me?done=pledged");
}

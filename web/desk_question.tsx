// What cannot be taken back at the desk of an organisation is asked once more: closing a need, and a count that is far from what
// was promised.
import { needSeen } from "./books_seen.ts";
import { confirmPage, newId } from "./confirming.tsx";
import { type DeskAct, PATH } from "./desk_acts.ts";
import { field, isWrong, type Visit } from "./visitor.ts";

/** @returns the page that asks, or null where nothing has to be asked. */
export async function deskQuestion(
  visit: Visit,
  form: FormData,
  { act, key }: { readonly act: DeskAct; readonly key: string },
): Promise<Response | null> {
  const { t } = visit;
  if (act === "closeNeed") {
    const need = needSeen(visit.face, key);
    return need === undefined ? null : confirmPage(visit, {
      title: t("Close"),
      action: `${PATH}/needs/${key}/close`,
      pairs: [[t("What"), need.item], [t("Needed"), `${need.quantity} ${need.unit}`]],
      note: t("Nobody can give for it any more, and it cannot be opened again."),
      fields: { sure: "yes" },
      button: t("Close"),
      money: false,
      back: PATH,
      id: newId(visit),
    });
  }
  if (act !== "pledge") return null;
  const pledges = await visit.ask("organisationPledges", {});
  const pledge = isWrong(pledges) ? null : pledges.pledges.find((each) => each.pledge === key);
  const counted = field(form, "quantity");
  const promised = pledge?.sent ?? pledge?.quantity ?? 0;
  const odd = Number(counted) > 2 * promised || Number(counted) === 0;
  if (!pledge || !odd) return null;
  return confirmPage(visit, {
    title: t("It has arrived"),
    action: `${PATH}/pledges/${key}`,
    pairs: [
      [t("What"), pledge.item],
      [t("promised"), `${promised} ${pledge.unit}`],
      [t("We counted"), <strong>{counted} {pledge.unit}</strong>],
    ],
    note: Number(counted) === 0
      ? t("That nothing arrived cannot be changed afterwards. If it may still come, wait.")
      : t("That is far more than was promised. A count cannot be changed afterwards."),
    fields: { sure: "yes", quantity: counted },
    button: t("It is right"),
    money: false,
    back: PATH,
    id: newId(visit),
  });
}

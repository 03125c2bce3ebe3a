// The donor's details for receipts.
import { dayOf } from "../bank/giving/calendar.ts";
import { privatePage } from "./frame.tsx";
import { Note } from "./parts.tsx";
import { field, formOf, isWrong, type Visit, type Wrong } from "./visitor.ts";

export async function donorPage(
  visit: Visit,
  wrong: Wrong | null = null,
): Promise<Response | Wrong> {
  const donor = await visit.ask("donor", {});
  if (isWrong(donor)) return donor;
  const { t } = visit;
  const today = dayOf(visit.nowMs);
  const children = (
    <>
      <h1>{t("Name, address and PAN on receipts")}</h1>
      <Note visit={visit} />
      {wrong
        ? <p role="alert">{t("This is not a PAN: expected a form such as ABCPE1234F.")}</p>
        : null}
      <p>
        {t(
          "They are kept encrypted, stand on receipts of gifts from now ({{today}}) on, and nowhere else.",
          { today },
        )}
      </p>
      <form method="post" action={visit.path("/me/donor")}>
        <label>
          {t("Name")}
          <input name="name" required maxlength={100} value={donor.name} autocomplete="name" />
        </label>
        <label>
          {t("Address")}
          <input
            name="address"
            maxlength={200}
            value={donor.address}
            autocomplete="street-address"
          />
        </label>
        <label>
          {t("PAN (tax number)")}
          <input name="pan" maxlength={12} value={donor.pan} autocomplete="off" />
        </label>
        <button type="submit">{t("Save")}</button>
      </form>
    </>
  );
  return privatePage(
    visit,
    { title: t("Receipts"), path: "/me/donor", children },
    wrong ? 422 : 200,
  );
}

export async function setDonor(visit: Visit): Promise<Response | Wrong> {
  const form = await formOf(visit);
  if (isWrong(form)) return form;
  const details = {
    name: field(form, "name"),
    address: field(form, "address"),
    pan: field(form, "pan"),
  };
  const outcome = await visit.ask("setDonor", details);
  return isWrong(outcome)
    ? await donorPage(visit, outcome)
    : visit.redirect("/me/donor?done=saved");
}

// The donor's details for receipts.
import { privatePage } from "./frame.tsx";
import { Refusal } from "../bank/refusal.ts";
import { Fault } from "../api/message.ts";
import type { Result } from "../api/methods.ts";
import { Alert, Note } from "./parts.tsx";
import { statusOf } from "./refusal_words.ts";
import { field, formOf, isWrong, type Visit, type Wrong } from "./visitor.ts";

export async function donorPage(
  visit: Visit,
  wrong: Wrong | null = null,
  typed: Result<"donor"> | null = null,
): Promise<Response | Wrong> {
  const donor = typed ?? await visit.ask("donor", {});
  if (isWrong(donor)) return donor;
  const { t } = visit;
  const today = visit.day(visit.nowMs);
  const children = (
    <>
      <h1>{t("Name, address and PAN on receipts")}</h1>
      <Note visit={visit} />
      <Alert visit={visit} wrong={wrong} />
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
          <input name="pan" maxlength={20} value={donor.pan} autocomplete="off" />
        </label>
        <button type="submit">{t("Save")}</button>
      </form>
    </>
  );
  return privatePage(
    visit,
    { title: t("Receipts"), path: "/me/donor", children },
    wrong ? statusOf(wrong) : 200,
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
  const { t } = visit;
  if (details.name === "") {
    const about = t("{{field}} is missing", { field: t("Name") });
    return await donorPage(visit, new Fault("invalid_params", about), details);
  }
  const outcome = await visit.ask("setDonor", details);
  if (!isWrong(outcome)) return visit.redirect("/me/donor?done=saved");
  const pan = outcome instanceof Refusal && outcome.code === "fact_invalid";
  const about = t("This is not a PAN: expected a form such as ABCPE1234F.");
  return await donorPage(visit, pan ? new Fault("invalid_params", about) : outcome, details);
}

// What a donor gives for the tax deduction, asked where it matters: in the gift itself, before it is booked. Who gives nothing goes
// on without the deduction, and is told so.
import type { Child } from "hono/jsx";
import { Refusal } from "../bank/refusal.ts";
import { type Deduction, deductionOf } from "../bank/giving/deduction.ts";
import type { OrganisationView } from "../api/giving_shapes.ts";
import { Fault } from "../api/message.ts";
import { approvalOf } from "./gift_form.tsx";
import { field, isWrong, type Visit, type Wrong } from "./visitor.ts";

/** What was typed and not taken. */
export interface TypedTax {
  readonly name: string;
  readonly pan: string;
  readonly address: string;
}

interface Tax {
  /** What the receipt will say. */
  readonly words: string;
  /** Fields of the form, or null where nothing would help. */
  readonly asked: Child;
}

export async function taxOf(
  visit: Visit,
  organisation: OrganisationView,
  { visibility, foreign, typed }: {
    readonly visibility: string;
    readonly foreign: string;
    readonly typed: TypedTax | null;
  },
): Promise<Tax> {
  const { t } = visit;
  const donor = await visit.ask("donor", {});
  const { name = "", pan = "", address = "" } = isWrong(donor) ? {} : donor;
  // In the order of bank/giving/decide_gift.ts.
  const allowed = visibility === "anonymous"
    ? "anonymous"
    : foreign === "yes"
    ? "foreign"
    : approvalOf(organisation)
    ? "eligible"
    : "approval_missing";
  const words: Readonly<Record<Deduction, string>> = {
    deductible: t("yes, with your PAN {{pan}}", { pan }),
    no_pan: t("only with your PAN: give it here, or go on without the deduction"),
    approval_lapsed: t("none: its 80G approval does not hold now"),
    approval_missing: t("none: its 80G approval does not hold now"),
    anonymous: t("none: an anonymous gift cannot be deducted"),
    foreign: t("none: a contribution from abroad"),
  };
  const deduction = deductionOf(allowed, pan);
  const asked = deduction === "no_pan"
    ? <TaxFields visit={visit} typed={typed ?? { name, pan: "", address }} />
    : null;
  return { words: words[deduction], asked };
}

function TaxFields({ visit, typed }: { readonly visit: Visit; readonly typed: TypedTax }) {
  const { t } = visit;
  return (
    <fieldset>
      <legend>{t("For the tax deduction (may be left empty)")}</legend>
      <label>
        {t("Name on the receipt")}
        <input name="name" maxlength={100} value={typed.name} autocomplete="name" />
      </label>
      <label>
        {t("PAN (tax number)")}
        <input name="pan" maxlength={12} value={typed.pan} autocomplete="off" />
      </label>
      <label>
        {t("Address")}
        <input name="address" maxlength={200} value={typed.address} autocomplete="street-address" />
      </label>
    </fieldset>
  );
}

export function typedTax(form: FormData): TypedTax {
  return { name: field(form, "name"), pan: field(form, "pan"), address: field(form, "address") };
}

/** Before the gift is booked: its receipt has them. @returns what is wrong with them, or null. */
export async function saveTaxDetails(visit: Visit, typed: TypedTax): Promise<Wrong | null> {
  const donor = await visit.ask("donor", {});
  if (isWrong(donor)) return donor;
  const details = {
    name: typed.name || donor.name,
    pan: typed.pan || donor.pan,
    address: typed.address || donor.address,
  };
  const { name, pan, address } = donor;
  if (details.name === name && details.pan === pan && details.address === address) return null;
  const saved = await visit.ask("setDonor", details);
  if (!isWrong(saved)) return null;
  if (!(saved instanceof Refusal) || saved.code !== "fact_invalid") return saved;
  const about = visit.t("This is not a PAN: expected a form such as ABCPE1234F.");
  return new Fault("invalid_params", about);
}

// What a donor has asked for on the form of a gift, as it stands in an address or in a form: read, carried on, and made into what the
// methods of the bank take.
import { Fault } from "../api/message.ts";
import type { Parsed } from "../api/methods.ts";
import type { TypedGift } from "./gift_form.tsx";
import { withoutLanguage } from "./languages.ts";
import { typedAmount } from "./typed_amount.ts";
import type { Visit } from "./visitor.ts";

export interface Wish extends TypedGift {
  readonly organisation: string;
}

/** @param read a field by its name; "" where there is none. */
export function wishOf(read: (name: string) => string): Wish {
  // One that is typed counts more than one that is chosen, which may be what a need costs.
  const [sum = "", need = ""] = read("amount") === "" ? read("sum").split(" ") : [read("amount")];
  const purpose = read("for") || "general";
  return {
    organisation: read("organisation"),
    amount: sum,
    for: purpose === "general" && need !== "" ? need : purpose,
    visibility: read("visibility") || "organisation",
    foreign: read("foreign"),
    every: read("every"),
  };
}

/** What was being asked when a page led to the sign-in. @param next the address of that page. @returns null for other pages. */
export function wishIn(next: string): Wish | null {
  const { pathname, searchParams } = new URL(next, "http://bank");
  if (withoutLanguage(pathname) !== "/me/give") return null;
  return wishOf((name) => searchParams.get(name) ?? "");
}

export type Asked = Omit<Parsed<"give">, "id" | "memo">;

/** The parameters of `give`, but for its id; what people type becomes minor units here. */
export function parametersOf(visit: Visit, wish: Wish): Asked | Fault {
  if (!["", "month", "week"].includes(wish.every)) {
    const about = visit.t("how often: choose once, every week or every month");
    return new Fault("invalid_params", about);
  }
  if (wish.foreign !== "yes" && wish.foreign !== "no") {
    return new Fault("invalid_params", visit.t("say who you are: it is asked with every gift"));
  }
  const amountMinor = typedAmount(visit, wish.amount);
  if (amountMinor instanceof Fault) return amountMinor;
  const { organisation, visibility, foreign } = wish;
  const about = {
    organisation,
    amountMinor,
    visibility: visibility as "public",
    foreign: foreign === "yes",
  };
  const purpose = wish.for === "general" || wish.for === "corpus" ? wish.for : "need";
  return purpose === "need" ? { ...about, purpose, need: wish.for } : { ...about, purpose };
}

export function isRecurring({ every }: Wish): boolean {
  return every === "month" || every === "week";
}

export function oftenWords({ t }: Visit, every: string): string {
  if (every === "month") return t("every month");
  return every === "week" ? t("every week") : t("once");
}

// The way from other pages to what a customer is asked for.
import type { Seen } from "./parts.tsx";

export function RequestsLink({ visit }: Seen) {
  const { account } = visit.signedIn!.session.identity!;
  const asked = visit.face.service.requests.of(account, "payer");
  const waiting = asked.filter(({ status }) => status === "open").length;
  return (
    <>
      <a href={visit.path("/me/requests")}>{visit.t("Payment requests")}</a>
      {waiting === 0 ? "" : ` (${waiting})`}
    </>
  );
}

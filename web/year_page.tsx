// Sums of a tax year for a donor, and the acknowledgement of things that arrived.
import { taxYearOf, taxYearText } from "../bank/giving/calendar.ts";
import { CACHE_RULES } from "../net/caching.ts";
import type { Result } from "../net/methods.ts";
import { privatePage } from "./frame.tsx";
import { Pairs, Table } from "./parts.tsx";
import { isWrong, type Visit, type Wrong } from "./visitor.ts";

type Sum = Result<"yearlyGiving">["organisations"][number];

export async function yearPage(visit: Visit): Promise<Response | Wrong> {
  const given = visit.query("year");
  const now = taxYearOf(visit.nowMs);
  const year = /^20[0-9]{2}$/.test(given) ? Number(given) : now;
  const sums = await visit.ask("yearlyGiving", { year });
  if (isWrong(sums)) return sums;
  const { t } = visit;
  const title = t("Gifts of the tax year {{year}}", { year: sums.year });
  const children = (
    <>
      <h1>{title}</h1>
      <p>
        {[now, now - 1, now - 2].map((each) => (
          <>
            <a href={`${visit.path("/me/years")}?year=${each}`}>{taxYearText(each)}</a>
            {" "}
          </>
        ))}
      </p>
      {sums.organisations.length === 0 ? <p>{t("You have not given yet.")}</p> : (
        <Table
          caption={title}
          columns={[
            { title: t("Organisation"), cell: ({ organisationName }: Sum) => organisationName },
            { title: t("Gifts"), cell: ({ gifts }) => gifts },
            { title: t("Given"), cell: (sum) => visit.money(sum.givenMinor), money: true },
            {
              title: t("of it deductible"),
              cell: (sum) => visit.money(sum.eligibleMinor),
              money: true,
            },
            { title: t("given back"), cell: (sum) => visit.money(sum.refundedMinor), money: true },
          ]}
          rows={sums.organisations}
        />
      )}
    </>
  );
  return privatePage(visit, { title, path: "/me/years", children });
}

export async function goodsPage(visit: Visit): Promise<Response | Wrong> {
  const pledge = visit.context.req.param("key") ?? "";
  const receipt = await visit.ask("goodsReceipt", { pledge });
  if (isWrong(receipt)) return receipt;
  const { t } = visit;
  const children = (
    <>
      <h1>{t("Acknowledgement of goods")}</h1>
      <div class="receipt">
        <Pairs
          pairs={[
            [t("Organisation"), receipt.organisationName],
            [t("Donor"), receipt.donorName],
            [t("What"), receipt.item],
            [t("Sent"), `${receipt.sent} ${receipt.unit}`],
            [t("arrived"), `${receipt.received} ${receipt.unit}`],
            [t("Signed by"), <span class="hash">{receipt.signedBy}</span>],
          ]}
        />
      </div>
    </>
  );
  return privatePage(visit, {
    title: t("Acknowledgement of goods"),
    path: `/me/pledges/${pledge}/receipt`,
    children,
  });
}

/** The organisation's statement of donations, for a spreadsheet. */
export async function reportFile(visit: Visit): Promise<Response | Wrong> {
  const given = visit.query("year");
  const year = /^20[0-9]{2}$/.test(given) ? Number(given) : taxYearOf(visit.nowMs);
  const report = await visit.ask("donorReport", { year });
  if (isWrong(report)) return report;
  return new Response(report.csv, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="donations-${report.year}.csv"`,
      "cache-control": CACHE_RULES.private,
    },
  });
}

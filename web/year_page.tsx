// Sums of a tax year: for a donor, and for an organisation as a table for a spreadsheet.
import { taxYearOf, taxYearText } from "../bank/giving/calendar.ts";
import { CACHE_RULES } from "../net/http/caching.ts";
import type { Result } from "../api/methods.ts";
import { privatePage } from "./frame.tsx";
import { Numbers, Table } from "./parts.tsx";
import { isWrong, type Visit, type Wrong } from "./visitor.ts";

type Sum = Result<"yearlyGiving">["organisations"][number];

function sumOf(
  sums: readonly Sum[],
  field: "givenMinor" | "eligibleMinor" | "refundedMinor",
): number {
  return sums.reduce((sum, each) => sum + each[field], 0);
}

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
            <a
              href={`${visit.path("/me/years")}?year=${each}`}
              aria-current={each === year ? "page" : undefined}
            >
              {taxYearText(each)}
            </a>
            {" "}
          </>
        ))}
      </p>
      {sums.organisations.length < 2 ? null : (
        <Numbers
          pairs={[
            [t("You gave"), visit.money(sumOf(sums.organisations, "givenMinor"))],
            [t("of it deductible"), visit.money(sumOf(sums.organisations, "eligibleMinor"))],
            [t("given back"), visit.money(sumOf(sums.organisations, "refundedMinor"))],
          ]}
        />
      )}
      {sums.organisations.length === 0 ? <p>{t("Nothing was given in this tax year.")}</p> : (
        <Table
          caption={title}
          columns={[
            { title: t("Organisation"), cell: ({ organisationName }: Sum) => organisationName },
            { title: t("Gifts"), cell: ({ gifts }) => gifts },
            { title: t("You gave"), cell: (sum) => visit.money(sum.givenMinor), money: true },
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

/** The organisation's statement of donations, as it is filed. */
export const reportFile = (visit: Visit) =>
  csvFile(visit, ({ year, csv }) => [`donations-${year}.csv`, csv]);

/** What does not belong in it, and why. */
export const leftOutFile = (visit: Visit) =>
  csvFile(visit, ({ year, excludedCsv = "" }) => [`donations-${year}-left-out.csv`, excludedCsv]);

async function csvFile(
  visit: Visit,
  fileOf: (report: Result<"donorReport">) => readonly [name: string, csv: string],
): Promise<Response | Wrong> {
  const given = visit.query("year");
  const year = /^20[0-9]{2}$/.test(given) ? Number(given) : taxYearOf(visit.nowMs);
  const report = await visit.ask("donorReport", { year });
  if (isWrong(report)) return report;
  const [name, csv] = fileOf(report);
  return new Response(csv, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="${name}"`,
      "cache-control": CACHE_RULES.private,
    },
  });
}

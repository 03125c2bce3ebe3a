// What a day of the bank has been, at the desk of the staff: to read, and as files.
import type { Result } from "../api/methods.ts";
import { dayReportCsv, dayReportPdf, nameOf } from "../papers/day_report.ts";
import { DayForm, dayIn } from "./day_form.tsx";
import { privatePage } from "./frame.tsx";
import { kindWords } from "./kind_words.ts";
import { fileHeaders, paperFile } from "./paper_file.ts";
import { Pairs, type Seen, Table } from "./parts.tsx";
import { isWrong, type Visit, type Wrong } from "./visitor.ts";

const PATH = "/me/staff/day";

type Report = Result<"dayReport">;
type Counted = Report["counted"][number];

export async function dayPage(visit: Visit): Promise<Response | Wrong> {
  const report = await visit.ask("dayReport", { day: dayIn(visit) });
  if (isWrong(report)) return report;
  const { t } = visit;
  const { day, over } = report;
  const title = t("The day {{day}}", { day: visit.date(day) });
  const children = (
    <>
      <h1>{title}</h1>
      <DayForm visit={visit} path={PATH} day={day} />
      {over ? null : <p role="status">{t("This day is not over: more may be booked.")}</p>}
      <Balances visit={visit} report={report} />
      <p class="quiet">
        {t(
          "The bank's own accounts are below zero by what customers have from them: cash of −100 is 100 in tills and safe.",
        )}
      </p>
      <Movements visit={visit} report={report} />
      <Counter visit={visit} report={report} />
      <Counts visit={visit} report={report} />
      <Proof visit={visit} report={report} />
    </>
  );
  return privatePage(visit, { title, path: `${PATH}?day=${day}`, children });
}

interface Shown extends Seen {
  readonly report: Report;
}

function accountWords({ t }: Visit, account: string): string {
  const words: Readonly<Record<string, string>> = {
    customers: t("all customers together"),
    cash: t("cash"),
    welcome: t("welcome"),
    bank: t("the account at the other bank"),
    suspense: t("what waits for its account"),
    charges: t("charges of the other bank"),
    interest: t("interest of the other bank"),
    opening: t("what was there before"),
    payouts: t("payouts under way"),
    differences: t("differences of cash"),
  };
  return words[account] ?? account;
}

function Balances({ visit, report: { balances } }: Shown) {
  const { t } = visit;
  const money = (minor: number) => visit.money(minor);
  return (
    <Table
      caption={t("Balances")}
      columns={[
        {
          title: t("Account"),
          cell: ({ account }: Report["balances"][number]) => accountWords(visit, account),
        },
        { title: t("Before"), cell: ({ openingMinor }) => money(openingMinor), money: true },
        { title: t("In"), cell: ({ inMinor }) => money(inMinor), money: true },
        { title: t("Out"), cell: ({ outMinor }) => money(outMinor), money: true },
        { title: t("After"), cell: ({ closingMinor }) => money(closingMinor), money: true },
      ]}
      rows={balances}
    />
  );
}

function Movements({ visit, report: { movements } }: Shown) {
  const { t } = visit;
  if (movements.length === 0) return <p>{t("Nothing was booked.")}</p>;
  return (
    <Table
      caption={t("What was booked")}
      columns={[
        {
          title: t("What"),
          cell: ({ kind }: Report["movements"][number]) =>
            kind === "cash_in"
              ? t("cash paid in")
              : kind === "cash_out"
              ? t("cash paid out")
              : kindWords(visit, kind),
        },
        { title: t("How often"), cell: ({ count }) => visit.count(count), money: true },
        { title: t("Amount"), cell: ({ amountMinor }) => visit.money(amountMinor), money: true },
      ]}
      rows={movements}
    />
  );
}

function Counter({ visit, report: { counter } }: Shown) {
  const { t } = visit;
  if (counter.length === 0) return null;
  return (
    <Table
      caption={t("Cash over the counter")}
      columns={[
        { title: t("By"), cell: (one: Report["counter"][number]) => nameOf(one) },
        { title: t("In"), cell: ({ inMinor }) => visit.money(inMinor), money: true },
        { title: t("Out"), cell: ({ outMinor }) => visit.money(outMinor), money: true },
      ]}
      rows={counter}
    />
  );
}

function Counts({ visit, report: { counted } }: Shown) {
  const { t } = visit;
  if (counted.length === 0) return null;
  const what = (one: Counted) =>
    one.account === undefined
      ? t("the safe")
      : t("till of {{name}}", { name: nameOf({ ...one, account: one.account }) });
  return (
    <Table
      caption={t("What was counted")}
      columns={[
        { title: t("What"), cell: what },
        { title: t("When"), cell: ({ atMs }) => visit.time(atMs) },
        { title: t("Should have"), cell: (one) => visit.money(one.expectedMinor), money: true },
        { title: t("Counted"), cell: (one) => visit.money(one.countedMinor), money: true },
        { title: t("Difference"), cell: (one) => visit.money(one.differenceMinor), money: true },
        { title: t("Why"), cell: ({ reason }) => reason || "–" },
      ]}
      rows={counted}
    />
  );
}

function Proof({ visit, report }: Shown) {
  const { t } = visit;
  const { sumMinor, head, signedBy, day } = report;
  const file = (form: string) =>
    visit.path(`${PATH}/file?${new URLSearchParams({ day, for: form })}`);
  return (
    <>
      <Pairs
        pairs={[
          [t("All accounts add up to"), visit.money(sumMinor)],
          [t("Journal"), head.seq < 0 ? "–" : <span class="hash">{head.seq}: {head.hash}</span>],
          [t("Signed by"), <span class="hash">{signedBy}</span>],
        ]}
      />
      <p>
        <a href={file("pdf")}>{t("As PDF")}</a> · <a href={file("csv")}>{t("As CSV")}</a> ·{" "}
        <a href={file("json")}>{t("Signed, as JSON")}</a>
      </p>
    </>
  );
}

export async function dayFile(visit: Visit): Promise<Response | Wrong> {
  const report = await visit.ask("dayReport", { day: dayIn(visit) });
  if (isWrong(report)) return report;
  const name = `day-${report.day}`;
  if (visit.query("for") === "csv") {
    const headers = { ...fileHeaders(`${name}.csv`), "content-type": "text/csv; charset=utf-8" };
    return new Response(dayReportCsv(report), { headers });
  }
  const form = visit.query("for") === "json" ? "json" : "pdf";
  return await paperFile(visit, { name, form, signed: report, pdf: () => dayReportPdf(report) });
}

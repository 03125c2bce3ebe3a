// "Report this page": what visitors tell the officers, without an account. Only officers read it. The visitor keeps a number, and learns
// with it what came of the report; the bank does not know who it was.
import type { ReportRecord } from "../../bank/ports/reports.ts";
import { linkRefusal } from "../../bank/giving/decide_review.ts";
import { Refusal } from "../../bank/refusal.ts";
import type { Result } from "../../api/methods.ts";
import type { ReportView } from "../../api/text_shapes.ts";
import { isStill } from "../acting.ts";
import { proveAgain } from "../identity/authentication.ts";
import { identityOf, throttled } from "../identity/session_gate.ts";
import type { Session } from "../identity/session.ts";
import type { Handlers, Service } from "../service.ts";
import { sourceOf } from "../sharing/shares.ts";

type ReportMethods = "reportPage" | "reportStatus" | "closeReport";

export function reportHandlers(service: Service): Pick<Handlers, ReportMethods> {
  const { ledger } = service.loop;
  const { reports, directory } = service.giving;
  return {
    reportPage: async (session, { report, organisation, reason, words }) => {
      const nowMs = service.host.clock();
      const source = sourceOf(session.source);
      const wait = service.reported.take(source, nowMs) ||
        service.reportedToday.take(source, nowMs);
      if (wait > 0) return throttled(wait);
      const known = ledger.organisations.get(organisation);
      if (!known || !directory.isPublic(known, nowMs)) {
        return new Refusal("no_such_organisation", { organisation });
      }
      const number = await reports.add({ report, organisation, reason, words }, nowMs);
      return number instanceof Refusal ? number : { number };
    },
    reportStatus: (session, { number }) => reportStatus(service, session, number),
    closeReport: async (session, { report, answer, password }) => {
      const officer = await proveAgain(service, session, password);
      if (officer instanceof Refusal) return officer;
      if (!isStill(session, officer)) return new Refusal("session_expired");
      const known = reports.get(report);
      if (!known) return new Refusal("no_such_report", { report });
      const linked = linkRefusal(ledger, known.organisation, officer.account);
      if (linked) return linked;
      await reports.close(known, { answer, atMs: service.host.clock(), by: officer.account });
      return reportView(reports.get(report)!);
    },
  };
}

/** Numbers that there are not are limited like all that strangers ask. */
function reportStatus(
  service: Service,
  { source }: Session,
  number: string,
): Result<"reportStatus"> | Refusal {
  const nowMs = service.host.clock();
  const key = `status ${sourceOf(source)}`;
  const wait = service.reported.waitMs(key, nowMs);
  if (wait > 0) return throttled(wait);
  const report = service.giving.reports.byNumber(number);
  if (!report) {
    service.reported.take(key, nowMs);
    return new Refusal("no_such_report", { report: number });
  }
  const { organisation, reason, atMs, closed } = report;
  const organisationName = service.giving.directory.nameOf(organisation);
  const state = closed ? "closed" as const : "open" as const;
  const { answer = "", atMs: closedAtMs = null } = closed ?? {};
  return { organisation, organisationName, reason, atMs, state, answer, closedAtMs };
}

function reportView({ closed, ...about }: ReportRecord): ReportView {
  const state = closed ? "closed" as const : "open" as const;
  const { answer = "", atMs: closedAtMs = null } = closed ?? {};
  return { ...about, state, answer, closedAtMs };
}

/** For an officer who is not linked to the organisation: open ones first, the newest first. */
export function reportsFor(service: Service, session: Session, organisation: string): ReportView[] {
  if (linkRefusal(service.loop.ledger, organisation, identityOf(session).account)) return [];
  const views = service.giving.reports.of(organisation).map(reportView).reverse();
  return views.sort((a, b) => a.state === b.state ? 0 : a.state === "open" ? -1 : 1);
}

/** How many are open, by organisation; none of those that the officer is linked to. */
export function openReportsFor(service: Service, session: Session): ReadonlyMap<string, number> {
  const { account } = identityOf(session);
  const { ledger } = service.loop;
  const open = [...service.giving.reports.open()];
  return new Map(open.filter(([organisation]) => !linkRefusal(ledger, organisation, account)));
}

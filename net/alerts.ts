// Listening for alerts, fetching those that did not arrive, and remembering which have been read.
import { Refusal } from "../bank/refusal.ts";
import { type Alert, alertJson, counterpartyOf } from "./alert_view.ts";
import { Encoded } from "./message.ts";
import type { Parsed, Result } from "./methods.ts";
import { type Handlers, identityOf, type Service } from "./service.ts";
import type { Session } from "./session.ts";

export function alertHandlers(
  service: Service,
): Pick<Handlers, "alertsListen" | "alertsPosition" | "alertsSince" | "alertsRead"> {
  return {
    alertsListen: (session) => listen(service, session),
    alertsPosition: async (session) => {
      const { account } = identityOf(session);
      const read = await service.people.readMarks(account);
      const { entry, notice } = service.alerts.position(account);
      return { entry, notice, readEntry: read.entry, readNotice: read.notice };
    },
    alertsSince: (session, params) => since(service, identityOf(session).account, params),
    alertsRead: async (session, marks) => {
      const { account } = identityOf(session);
      const { entry, notice } = service.alerts.position(account);
      await service.people.markRead(account, {
        entry: Math.min(entry, marks.entry),
        notice: Math.min(notice, marks.notice),
      });
      return {};
    },
  };
}

async function listen(
  service: Service,
  session: Session,
): Promise<Result<"alertsListen"> | Refusal> {
  const { account } = identityOf(session);
  const read = await service.people.readMarks(account);
  // Signed out, or gone, while we looked.
  if (session.identity?.account !== account) return new Refusal("session_expired");
  const udp = service.alerts.listen(session, account);
  // From here on every alert is delivered, and all before are in this position: nothing falls between.
  const { entry, notice } = service.alerts.position(account);
  return { entry, notice, readEntry: read.entry, readNotice: read.notice, udp };
}

async function since(
  { statements, names, loop: { ledger } }: Service,
  account: string,
  { entry, notice, limit }: Parsed<"alertsSince">,
): Promise<Encoded<Result<"alertsSince">>> {
  // One more than asked for, to know whether there are more.
  const notices = await statements.noticesSince(account, { after: notice, limit: limit + 1 });
  const entries = await statements.entriesSince(account, { after: entry, limit: limit + 1 });
  const all: Alert[] = [
    ...notices.map((item): Alert => ({ stream: "notice", item })),
    ...entries.map((item): Alert => ({ stream: "entry", item })),
  ];
  all.sort((a, b) => a.item.atMs - b.item.atMs);
  const alerts: string[] = [];
  for (const alert of all.slice(0, limit)) {
    const counterparty = counterpartyOf(alert, ledger);
    const known = counterparty === undefined ? null : names.known(counterparty);
    const counterpartyName = known === undefined ? await names.load(counterparty!) : known;
    alerts.push(alertJson(alert, { ledger, counterpartyName }));
  }
  return new Encoded(`{"alerts":[${alerts.join(",")}],"more":${all.length > limit}}`);
}

// Listening for alerts, fetching those that did not arrive, and remembering which have been read.
import { Refusal } from "../bank/refusal.ts";
import { type Alert, alertJson, counterpartyOf } from "./alert_view.ts";
import { Encoded } from "../api/message.ts";
import type { Parsed, Result } from "../api/methods.ts";
import type { Handlers, Service } from "./service.ts";
import type { ReadMarks } from "../bank/ports/people.ts";
import { identityOf } from "./identity/session_gate.ts";
import type { Identity, Session } from "./identity/session.ts";

/** How far back a machine that is new here is shown what it has missed: a stranger may have read it elsewhere. */
const SHOWN_AGAIN_MS = 7 * 24 * 60 * 60_000;

/** Alerts of that time that it is shown at most, of each stream. */
const SHOWN_AGAIN_MAX = 50;

export function alertHandlers(
  service: Service,
): Pick<Handlers, "alertsListen" | "alertsPosition" | "alertsSince" | "alertsRead"> {
  return {
    alertsListen: (session) => listen(service, session),
    alertsPosition: async (session) => {
      const identity = identityOf(session);
      const read = await marksOf(service, identity);
      const { entry, notice } = service.alerts.position(identity.account);
      return { entry, notice, readEntry: read.entry, readNotice: read.notice };
    },
    alertsSince: (session, params) => since(service, session, params),
    alertsRead: async (session, marks) => {
      const { account, device } = identityOf(session);
      const { entry, notice } = service.alerts.position(account);
      const read = {
        entry: Math.min(entry, marks.entry),
        notice: Math.min(notice, marks.notice),
      };
      await service.people.markRead(account, null, read);
      if (device !== null) await service.people.markRead(account, device, read);
      return {};
    },
  };
}

/**
 * Up to where this machine has shown its owner alerts. What has been read on another one is not: who steals a password reads
 * the notice of the theft first.
 */
async function marksOf(service: Service, { account, device }: Identity): Promise<ReadMarks> {
  const { people } = service;
  const here = device === null ? null : await people.readMarks(account, device);
  if (here) return here;
  const read = await people.readMarks(account, null) ?? { entry: 0, notice: 0 };
  return device === null ? read : await shownAgain(service, account, read);
}

/** A machine that has shown nothing yet begins where the others are, but for the newest. */
async function shownAgain(
  { statements, alerts, host }: Service,
  account: string,
  read: ReadMarks,
): Promise<ReadMarks> {
  const position = alerts.position(account);
  const sinceMs = host.clock() - SHOWN_AGAIN_MS;
  const limit = SHOWN_AGAIN_MAX;
  const [fromEntry, fromNotice] = [position.entry - limit, position.notice - limit];
  const entries = await statements.entriesSince(account, { after: Math.max(0, fromEntry), limit });
  const notices = await statements.noticesSince(account, { after: Math.max(0, fromNotice), limit });
  const first = (items: readonly { readonly atMs: number; readonly number: number }[]) =>
    items.find(({ atMs }) => atMs >= sinceMs)?.number ?? Infinity;
  return {
    entry: Math.min(read.entry, first(entries) - 1),
    notice: Math.min(read.notice, first(notices) - 1),
  };
}

async function listen(
  service: Service,
  session: Session,
): Promise<Result<"alertsListen"> | Refusal> {
  const identity = identityOf(session);
  const { account } = identity;
  const read = await marksOf(service, identity);
  // Signed out, or gone, while we looked.
  if (session.identity?.account !== account) return new Refusal("session_expired");
  const udp = service.alerts.listen(session, account);
  // From here on every alert is delivered, and all before are in this position: nothing falls between.
  const { entry, notice } = service.alerts.position(account);
  return { entry, notice, readEntry: read.entry, readNotice: read.notice, udp };
}

async function since(
  { statements, names, loop: { ledger } }: Service,
  session: Session,
  { entry, notice, limit }: Parsed<"alertsSince">,
): Promise<Encoded<Result<"alertsSince">>> {
  const { account } = identityOf(session);
  const { openKinds } = session;
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
    alerts.push(alertJson(alert, { ledger, counterpartyName, openKinds }));
  }
  return new Encoded(`{"alerts":[${alerts.join(",")}],"more":${all.length > limit}}`);
}

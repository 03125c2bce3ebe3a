// Cash at the counter: tills that tellers open and close, and the safe.
import type { CommandOf } from "../../bank/command.ts";
import type { Day } from "../../bank/days.ts";
import { Refusal } from "../../bank/refusal.ts";
import type { CountCommand } from "../../bank/tills/command.ts";
import { cashMinor, safeMinor } from "../../bank/tills/cash.ts";
import { type Till, tillMinor } from "../../bank/tills/till_record.ts";
import type { Parsed, Result } from "../../api/methods.ts";
import { submitFor } from "../acting.ts";
import type { Session } from "../identity/session.ts";
import { identityOf } from "../identity/session_gate.ts";
import type { Handlers, Service } from "../service.ts";

type TillMethods = "tills" | "openTill" | "closeTill" | "countSafe" | "dayReport";

export function tillHandlers(service: Service): Pick<Handlers, TillMethods> {
  const reports = new Reports(service);
  return {
    tills: () => cashView(service),
    openTill: async (session, { floatMinor }) => {
      const by = identityOf(session).account;
      const outcome = await submitFor(service, session, { type: "open_till", floatMinor, by });
      if (outcome instanceof Refusal) return outcome;
      return await tillView(service, service.loop.ledger.tills.get(by)!);
    },
    closeTill: (session, params) => {
      const command = closeCommand(params, identityOf(session).account);
      return count(service, session, command);
    },
    countSafe: (session, params) => {
      const command = safeCommand(params, identityOf(session).account);
      return count(service, session, command);
    },
    dayReport: (_session, { day }) => reports.of(day),
  };
}

export function closeCommand(
  { account: till, ...about }: Parsed<"closeTill">,
  by: string,
): CommandOf<"close_till"> {
  return { type: "close_till", ...about, till: till ?? by, by };
}

export function safeCommand(about: Parsed<"countSafe">, by: string): CommandOf<"count_safe"> {
  return { type: "count_safe", ...about, by };
}

async function count(
  service: Service,
  session: Session,
  command: CountCommand,
): Promise<Result<"closeTill"> | Refusal> {
  const { countedMinor, expectedMinor } = command;
  const outcome = await submitFor(service, session, command);
  if (outcome instanceof Refusal) return outcome;
  const differenceMinor = countedMinor - expectedMinor;
  return { countedMinor, expectedMinor, differenceMinor, cash: await cashView(service) };
}

async function cashView(service: Service): Promise<Result<"tills">> {
  const { ledger } = service.loop;
  const open = [...ledger.tills.rows()].flatMap(([, till]) => till.openedAtMs === null ? [] : till);
  // Read before anything is awaited, so that they are of one moment.
  const both = { safeMinor: safeMinor(ledger), cashMinor: cashMinor(ledger) };
  return { tills: await Promise.all(open.map((till) => tillView(service, till))), ...both };
}

async function tillView(
  { names }: Service,
  { teller: account, openedAtMs, floatMinor, inMinor, outMinor }: Readonly<Till>,
): Promise<Result<"openTill">> {
  const view = { floatMinor, inMinor, outMinor };
  const expectedMinor = tillMinor(view);
  const accountName = await names.load(account);
  return { account, accountName, openedAtMs: openedAtMs ?? 0, ...view, expectedMinor };
}

/** One at a time: each reads all of a day. What makes them is loaded when the first one is asked for. */
class Reports {
  readonly #service: Service;
  #underWay = false;

  constructor(service: Service) {
    this.#service = service;
  }

  async of(day: Day): Promise<Result<"dayReport"> | Refusal> {
    if (this.#underWay) return new Refusal("busy", { waiting: 1 });
    this.#underWay = true;
    try {
      const { reportOf } = await import("./day_report.ts");
      return await reportOf(this.#service, day);
    } finally {
      this.#underWay = false;
    }
  }
}

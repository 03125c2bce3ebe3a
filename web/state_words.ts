// States of organisations, facts, needs, pledges and payments in words.
import type { Visit } from "./visitor.ts";

export function stateWords({ t }: Visit, state: string): string {
  const words: Readonly<Record<string, string>> = {
    live: t("verified"),
    expiring: t("verified, soon to renew"),
    lapsed: t("lapsed"),
    suspended: t("suspended"),
    revoked: t("struck off"),
    draft: t("draft"),
    submitted: t("in review"),
    checked: t("form checked"),
    seen: t("seen by one officer"),
    verified: t("verified by two officers"),
    unchecked: t("not checked yet"),
    confirmed: t("read by an officer"),
    taken_down: t("taken down"),
    held_back: t("held back"),
    refused: t("refused"),
    disputed: t("in dispute"),
    missing: t("missing"),
    optional: t("may be left out"),
    reserved: t("reserved"),
    sent: t("on its way"),
    received: t("received"),
    cancelled: t("cancelled"),
    open: t("open"),
    closed: t("closed"),
    booked: t("booked"),
    held: t("waits for you"),
    waiting: t("waits for its money"),
    refunded: t("given back"),
    paid: t("paid"),
    declined: t("declined"),
    withdrawn: t("taken back"),
  };
  return words[state] ?? state;
}

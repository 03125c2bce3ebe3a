// Refusals and faults in the words of a page.
import { Fault } from "../api/message.ts";
import { HttpRefusal, problemOf } from "../net/http/http_problem.ts";
import { stateWords } from "./state_words.ts";
import { factName } from "./fact_words.ts";
import { documentProblem, factProblem, inputHint, inputName } from "./problem_words.ts";
import type { Visit, Wrong } from "./visitor.ts";
import { payoutStateWords } from "./payout_words.ts";

type Words = (visit: Visit, detail: Readonly<Record<string, unknown>>) => string;

const money = (visit: Visit, value: unknown) => visit.money(Number(value));

function limitName({ t }: Visit, limit: string): string {
  const names: Readonly<Record<string, string>> = {
    pledged_quantity: t("what was promised"),
    open_pledges: t("pledges that are open"),
    open_orders: t("recurring gifts"),
    open_gifts: t("gifts that wait for their money"),
    open_holds: t("payments that wait for you"),
    needs: t("open needs"),
    quantity: t("the number of things"),
    administration_minor: t("contributions from abroad for administration"),
    issued_minor: t("the money of this bank"),
    requests_to_payer: t("open requests to this customer"),
    open_requests: t("open requests"),
    requests_today: t("requests of one day"),
    first_days: t("days until the first payment"),
    standing_orders: t("standing orders that go on"),
    standing_orders_made: t("standing orders in all"),
    open_payouts: t("payouts under way"),
    payouts_made: t("payouts in all"),
    due_days: t("days until it is due"),
    blocked: t("customers who may not ask you"),
    announcements: t("announcements that are shown"),
    announcements_per_day: t("announcements of one day"),
  };
  return names[limit] ?? limit;
}

/** @param kinds of facts, with commas between them. */
function factNames(visit: Visit, kinds: unknown): string {
  const names = String(kinds).split(/[,\s]+/).filter((kind) => kind !== "");
  return names.map((kind) => factName(visit, kind)).join("; ");
}

/** With the numbers, and what can be done. */
function fundsWords(
  visit: Visit,
  { amountMinor, availableMinor, heldMinor }: Readonly<Record<string, unknown>>,
): string {
  const { t } = visit;
  const short = t("Not enough money: {{available}} is available, {{missing}} more is needed.", {
    available: money(visit, availableMinor),
    missing: money(visit, Number(amountMinor) - Number(availableMinor)),
  });
  const held = Number(heldMinor) > 0
    ? t("{{held}} is held for payments that wait for you: cancel them under Banking to free it.", {
      held: money(visit, heldMinor),
    })
    : "";
  const ways = t("Choose a smaller amount, or pay money in with the bank's staff first.");
  return [short, held, ways].filter((part) => part !== "").join(" ");
}

function paymentLimitWords(
  visit: Visit,
  { limit, max, used, resetsOn }: Readonly<Record<string, unknown>>,
): string {
  const { t } = visit;
  const minor = limit !== "dayPayees";
  const about = {
    max: minor ? money(visit, max) : visit.count(Number(max)),
    used: minor ? money(visit, used) : visit.count(Number(used)),
    day: resetsOn === "" ? "" : visit.date(String(resetsOn)),
  };
  const words: Readonly<Record<string, string>> = {
    paymentMinor: t("Over your limit: one payment may be {{max}} at most.", about),
    dayMinor: t(
      "Over your limit: {{used}} of {{max}} a day are used. From {{day}} on it counts anew.",
      about,
    ),
    monthMinor: t(
      "Over your limit: {{used}} of {{max}} a month are used. From {{day}} on it counts anew.",
      about,
    ),
    dayPayees: t(
      "Over your limit: {{used}} of {{max}} payees a day are used. From {{day}} on it counts anew.",
      about,
    ),
  };
  return words[String(limit)] ?? t("Over your limit.");
}

const WORDS: Readonly<Record<string, Words>> = {
  busy: ({ t }) => t("The bank is busy; nothing was done. Try again in a moment."),
  shutting_down: ({ t }) => t("The bank is stopping; nothing was done. Try again later."),
  storage_failed: ({ t }) =>
    t("The bank could not write to its disk; nothing was booked. Try again later."),
  clock_wrong: ({ t }) =>
    t("The bank's clock is wrong, so nothing was booked. You can look at everything. Try again later."),
  throttled: ({ t }) => t("Too many tries; wait a little and try again."),
  not_logged_in: ({ t }) => t("Sign in first."),
  session_expired: ({ t }) => t("Your sign-in has ended; sign in again."),
  second_factor_needed: ({ t }) => t("Give the code of your app, and the password once more."),
  wrong_credentials: ({ t }) => t("The user name or the password is wrong."),
  new_device: (visit, { readyAtMs }) =>
    visit.t(
      "This browser is new to the bank: it may do this from {{time}} on. Until then use a device that the bank knows for longer, or sign in with the code of your app.",
      { time: visit.time(Number(readyAtMs)) },
    ),
  not_allowed: ({ t }) => t("Your role at the bank does not allow this."),
  staff_code_invalid: ({ t }) => t("This code is wrong, used, withdrawn or older than a week."),
  no_such_recovery: ({ t }) => t("No new password is under way for this account."),
  agreement_needed: ({ t }) => t("A second member of staff has to agree to this."),
  no_such_proposal: ({ t }) =>
    t("This does not wait any more: it was agreed to, declined or withdrawn, or is older than a day."),
  webhooks_off: ({ t }) => t("This bank sends no events to programs."),
  no_such_webhook: ({ t }) => t("There is no such webhook."),
  webhook_address: ({ t }) => t("A webhook needs an address that begins with https://."),
  same_staff: ({ t }) => t("Another member of staff has to do this."),
  user_name_taken: ({ t }) => t("This user name is taken; choose another."),
  weak_password: ({ t }) => t("Choose a longer or less common password."),
  id_reused: ({ t }) => t("This form was sent before with other contents; begin again."),
  no_such_payee: ({ t }, { given }) =>
    t('Nobody here is called "{{given}}".', { given: String(given) }),
  account_number_mistyped: ({ t }) => t("This is not an account number: look for a typo."),
  no_such_time_zone: ({ t }) => t("There is no such time zone."),
  same_account: ({ t }) => t("You cannot pay yourself."),
  account_closed: ({ t }) => t("This account is closed."),
  account_frozen: ({ t }) => t("Your account is frozen; unfreeze it first."),
  insufficient_funds: fundsWords,
  limit_exceeded: (visit, { limit, max }) =>
    String(limit).endsWith("_behind")
      ? visit.t("That day has passed.")
      : visit.t("Over a limit: {{limit}}, at most {{max}}.", {
        limit: limitName(visit, String(limit)),
        max: String(limit).endsWith("_minor") ? money(visit, max) : String(max),
      }),
  no_such_organisation: ({ t }) => t("There is no such organisation."),
  organisation_not_live: ({ t }) => t("This organisation cannot receive anything now."),
  facts_missing: (visit, { facts, documents }) => {
    const { t } = visit;
    const [stated, handedIn] = [factNames(visit, facts), factNames(visit, documents)];
    return [
      t("Not complete yet."),
      ...(stated === "" ? [] : [t("Missing facts: {{facts}}.", { facts: stated })]),
      ...(handedIn === "" ? [] : [t("Missing documents: {{documents}}.", { documents: handedIn })]),
    ].join(" ");
  },
  fact_invalid: (visit, { field, rule }) =>
    visit.t("This cannot be right: {{reason}}.", {
      reason: factProblem(visit, String(field), String(rule)),
    }),
  text_not_allowed: ({ t }, { rule, found }) => {
    const words: Readonly<Record<string, string>> = {
      payment_address: t("ways to pay past this bank may not stand in public texts"),
      pay_link: t("this site leads to paying or talking past this bank, or hides where it leads"),
      child: t("a child may not be named in public, by law; say how many there are, not who"),
      link: t("links may not stand in public texts; the website has a field of its own"),
      number: t(
        "telephone and account numbers may not stand in public texts; the telephone is a fact that officers check",
      ),
    };
    return t('"{{found}}" cannot stand there: {{about}}.', {
      found: String(found),
      about: words[String(rule)] ?? String(rule),
    });
  },
  no_such_report: ({ t }) => t("There is no report with this number: look for a typo."),
  no_such_text: ({ t }) => t("There is no such text."),
  document_refused: (visit, { rule }) =>
    visit.t("This file is not taken: {{reason}}.", {
      reason: documentProblem(visit, String(rule)),
    }),
  officer_linked: ({ t }) =>
    t("You are linked to this organisation: another officer has to decide."),
  facts_changed: ({ t }) => t("Something has changed since you looked: look again, then decide."),
  fact_not_ready: (visit, { state }) =>
    visit.t("This fact cannot be decided in this way: it is {{state}}.", {
      state: stateWords(visit, String(state)),
    }),
  document_unopened: (visit, { fact }) =>
    visit.t("You have not opened the document of “{{fact}}”: open it, then decide.", {
      fact: factName(visit, String(fact)),
    }),
  same_officer: ({ t }) => t("You saw this fact yourself: a second officer has to agree."),
  foreign_not_allowed: ({ t }) => t("This organisation may not receive gifts from abroad."),
  need_closed: ({ t }) => t("This need is met, or its day has passed."),
  over_pledged: ({ t }, { left }) => t("Only {{left}} are still needed.", { left: Number(left) }),
  pledge_over: ({ t }) => t("This pledge is over."),
  nothing_delivered: ({ t }) => t("Thanks can be posted when something has arrived."),
  step_up_needed: ({ t }) =>
    t("For money your password is asked for once more, after a quarter of an hour."),
  no_such_transfer: ({ t }) => t("There is no such payment of yours."),
  no_such_pledge: ({ t }) => t("There is no such pledge of yours."),
  no_such_order: ({ t }) => t("There is no such recurring gift of yours."),
  no_such_open_gift: ({ t }) => t("There is no such gift of yours that waits for its money."),
  open_gift_over: ({ t }) => t("This gift does not wait for its money any more."),
  no_such_need: ({ t }) => t("There is no such need."),
  no_such_document: ({ t }) => t("There is no such document."),
  no_such_account: ({ t }) => t("There is no such account."),
  no_such_request: ({ t }) => t("There is no such request of yours."),
  request_over: ({ t }, { status }) =>
    status === "held"
      ? t("Its payment waits for you under Banking.")
      : t("This request is over: it was paid, declined, taken back, or has lapsed."),
  payment_limit: (visit, detail) => paymentLimitWords(visit, detail),
  no_such_standing_order: ({ t }) => t("There is no such standing order of yours."),
  no_such_payout: ({ t }) => t("There is no such payout."),
  payout_over: (visit, { state }) =>
    visit.t("This payout waits no more: {{state}}.", {
      state: payoutStateWords(visit, String(state)),
    }),
  no_payout_account: ({ t }) => t("Say first which account at another bank is yours."),
  payout_account_new: (visit, { usableFromMs }) =>
    visit.t("The account at the other bank is new here. Payouts go there from {{time}} on.", {
      time: visit.time(Number(usableFromMs)),
    }),
  frozen_by_staff: ({ t }, { reason }) =>
    t("The bank's staff have frozen your account: {{why}}. Talk to them.", { why: String(reason) }),
  no_such_announcement: ({ t }) => t("There is no such announcement."),
  till_open: (visit, { floatMinor }) =>
    visit.t("Your till is open already, with {{amount}}: close it first.", {
      amount: money(visit, floatMinor),
    }),
  no_open_till: ({ t }) => t("That till is not open."),
  cash_changed: (visit, { expectedMinor }) =>
    visit.t(
      "Cash has come or gone since you counted: {{amount}} should be there now. Count again.",
      { amount: money(visit, expectedMinor) },
    ),
  mutual_bank: ({ t }) =>
    t("In this bank money comes into being when customers pay each other: none comes in from outside or goes out."),
  account_in_debt: (visit, { bookedMinor }) =>
    visit.t("The account is at {{amount}}: it can be closed when nothing is owed.", {
      amount: money(visit, bookedMinor),
    }),
  payouts_open: ({ t }) =>
    t("Payouts are under way: cancel those that wait, or wait until the others have arrived."),
  requests_blocked: ({ t }) => t("This customer does not want to be asked by you."),
  not_held: ({ t }) => t("This payment does not wait any more."),
  transfer_void: ({ t }) => t("This payment was given up; begin again."),
  foreign_onward: ({ t }) =>
    t("Contributions from abroad may not be passed on to another organisation."),
  wrong_person: ({ t }) =>
    t("This page was made for another customer, who was signed in here before; begin again."),
  wrong_origin: ({ t }) => t("This form did not come from our own pages; open the page again."),
  too_large: ({ t }) => t("This is larger than what is taken."),
};

export function wrongWords(visit: Visit, wrong: Wrong): string {
  const code = wrong instanceof Fault ? wrong.name : wrong.code;
  const detail = wrong instanceof Fault || wrong instanceof HttpRefusal ? {} : wrong.detail;
  const words = WORDS[code];
  if (words) return words(visit, detail);
  if (wrong instanceof Fault && wrong.name === "invalid_params") {
    const link = linkWords(visit, wrong.about);
    if (link !== null) return link;
    return visit.t("Something in the form is not right: {{about}}", {
      about: shapeWords(visit, wrong.about),
    });
  }
  if (wrong instanceof Fault) return wrong.about;
  return visit.t("The bank refused this: {{code}}.", { code });
}

/** What the shape gate says begins with the name of a parameter, and goes on in English for programs. */
function shapeWords(visit: Visit, about: string): string {
  const [, name = "", words = ""] = /^([A-Za-z]+): (.+)$/s.exec(about) ?? [];
  const input = inputName(visit, name);
  if (input === null) return about;
  const missing = /^(Too small|Invalid input.*received (undefined|NaN))/.test(words);
  const hint = missing ? visit.t("it is missing") : inputHint(visit, name);
  return hint === null ? input : `${input}: ${hint}`;
}

/** Of an address that was typed wrong, or is out of date. */
function linkWords({ t }: Visit, about: string): string | null {
  if (about.startsWith("organisation: ")) return t("There is no such organisation.");
  if (/^(id|pledge|need|order|document|transfer): /.test(about)) {
    return t("There is no such page");
  }
  return about.startsWith("after: ") ? t("This link is out of date; begin again.") : null;
}

export function statusOf(wrong: Wrong): number {
  return problemOf(wrong).status;
}

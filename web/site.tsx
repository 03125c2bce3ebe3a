// The site: which path is which page, in three languages. Public pages never look at cookies; pages under /me need a
// sign-in and are never kept by caches.
import { Hono } from "hono";
import type { Context } from "hono";
import { CACHE_RULES, sharedAnswer } from "../net/http/caching.ts";
import { HttpRefusal, problemOf } from "../net/http/http_problem.ts";
import type { Face } from "../net/http/http_face.ts";
import { accountAction, accountPage, confirmTransfer, transfer } from "./account_pages.tsx";
import { ASSETS } from "./assets.ts";
import { favicon, KNOWN_PLACES, knownPlace } from "./discovery.ts";
import { privatePage } from "./frame.tsx";
import { donorPage, setDonor } from "./donor_page.tsx";
import { confirmGift, give } from "./giving_pages.tsx";
import { myGivingAction, myGivingPage } from "./my_giving_page.tsx";
import { registerPage } from "./register_page.tsx";
import { organisationFeed } from "./feed.ts";
import { organisationPage } from "./organisation_page.tsx";
import { deskAction, deskPage } from "./organisation_desk.tsx";
import { directoryPage, needsPage, transparencyPage } from "./public_pages.tsx";
import { goodsFile, goodsPage, receiptFile, receiptPage } from "./receipt_pages.tsx";
import { problemPage } from "./problem_page.tsx";
import { referencePage } from "./reference_page.tsx";
import { follow, followForm, report, reportForm } from "./report_pages.tsx";
import { statusOf, wrongWords } from "./refusal_words.ts";
import {
  queuePage,
  reportAction,
  reviewDocument,
  reviewPage,
  stopAction,
  textsAction,
  verdictsAction,
} from "./review_desk.tsx";
import { keptPage } from "./kept_page.tsx";
import { deskRoutes, type Own } from "./desk_routes.ts";
import { payInPage, payInSlipFile } from "./pay_in_page.tsx";
import {
  confirmStandingOrder,
  makeStandingOrder,
  stopStandingOrder,
} from "./standing_order_acts.tsx";
import { limitsPage, setLimits } from "./limits_page.tsx";
import { standingOrdersPage } from "./standing_orders_page.tsx";
import { confirmRequest, linkedPage, payRequest, requestAction } from "./request_acts.tsx";
import { linkPage } from "./link_page.tsx";
import { askPayout, cancelPayout, confirmPayout, setPayoutAccount } from "./payout_acts.tsx";
import { payoutsPage } from "./payouts_page.tsx";
import { requestsPage } from "./requests_page.tsx";
import { confirmPledge, pledge } from "./pledge_pages.tsx";
import { recover, recoveryPage } from "./recovery_page.tsx";
import { readNews, signIn, signInPage, signOut, signUp, signUpPage } from "./session_pages.tsx";
import { securityAction, securityPage } from "./security_page.tsx";
import { cancelOpenGift, openGiftPage, openGiftSlip, thanksPage } from "./thanks_pages.tsx";
import { verify, verifyPage } from "./verify_page.tsx";
import { leftOutFile, reportFile, yearPage } from "./year_page.tsx";
import { foreignForm, isWrong, visitorOf, type Wrong } from "./visitor.ts";
import { Visit } from "./visitor.ts";
import { type Language, LANGUAGES } from "./languages.ts";
import { type Translate, translators } from "./words.ts";

type Page = (visit: Visit) => Response | Wrong | Promise<Response | Wrong>;

export function site(face: Face): Hono {
  const app = new Hono({ strict: false });
  app.get("/assets/:name", (context) => asset(context));
  app.get("/favicon.ico", ({ req }) => favicon(req.raw));
  for (const path of Object.keys(KNOWN_PLACES)) {
    app.get(path, ({ req }) => knownPlace(face, req.raw, path));
  }
  app.post("/me/live-ticket", (context) => liveTicket(face, context));
  const t = translators();
  // English last: its pages have no language in front, and its routes take what the others leave.
  for (const language of LANGUAGES.toReversed()) {
    app.route(language === "en" ? "/" : `/${language}`, pagesIn(face, language, t[language]));
  }
  return app;
}

function asset({ req }: Context): Response {
  const known = ASSETS.find(({ path }) => path === req.path);
  if (!known) return problemOf(new HttpRefusal("no_such_page", "There is no such file"));
  return sharedAnswer(req.raw, { body: known.body, media: known.media, rule: "asset" });
}

/** For the page's live connection; the browser sends its cookie along, other sites are turned away. */
async function liveTicket(face: Face, context: Context): Promise<Response> {
  const foreign = foreignForm(context);
  const found = foreign ? null : await visitorOf(face, context);
  if (!found) {
    return problemOf(foreign ?? new HttpRefusal("token_invalid", "Sign in first"));
  }
  const random = [...face.service.host.random(16)].map((byte) => byte.toString(16).padStart(2, "0"))
    .join("");
  const ticket = face.hub.ticketFor(found.session, random);
  return context.json({ ticket }, 200, { "cache-control": CACHE_RULES.private });
}

function pagesIn(face: Face, language: Language, t: Translate): Hono {
  const app = new Hono({ strict: false });
  const shown = (page: Page) => async (context: Context) => {
    const visit = new Visit(context, face, language, t, null);
    return settled(visit, await page(visit));
  };
  const own = (page: Page) => async (context: Context) => {
    const found = await visitorOf(face, context);
    const visit = new Visit(context, face, language, t, found);
    if (!found) {
      const { pathname, search } = new URL(context.req.url);
      const sent = context.req.method !== "GET";
      const next = sent ? visit.path(pageOf(visit.here) ?? "/me") : pathname + search;
      return visit.redirect(`/sign-in?next=${encodeURIComponent(next)}${sent ? "&lost=yes" : ""}`);
    }
    return settled(visit, await page(visit));
  };
  app.get("/", shown(directoryPage));
  app.get("/o/:organisation", shown(organisationPage));
  app.get("/o/:organisation/feed", shown(organisationFeed));
  app.get("/needs", shown(needsPage));
  app.get("/transparency", shown(transparencyPage));
  app.get("/register", shown(registerPage));
  app.get("/reference", shown(referencePage));
  app.get("/problems/:code", shown((visit) => problemPage(visit) ?? noPage(visit)));
  app.get("/sign-in", shown((visit) => signInPage(visit)));
  app.post("/sign-in", shown(signIn));
  app.get("/sign-up", shown((visit) => signUpPage(visit)));
  app.post("/sign-up", shown(signUp));
  app.get("/sign-in/kept", shown(keptPage));
  app.get("/lost-password", shown((visit) => recoveryPage(visit)));
  app.post("/lost-password", shown(recover));
  app.get("/verify", shown(verifyPage));
  app.post("/verify", shown(verify));
  app.get("/report", shown(reportForm));
  app.post("/report", shown(report));
  app.get("/report/follow", shown((visit) => followForm(visit)));
  app.post("/report/follow", shown(follow));
  app.post("/sign-out", own(signOut));
  app.post("/me/news/read", own(readNews));
  ownPages(app, own);
  app.get("*", shown(noPage));
  return app;
}

/** The page that a form is on, by the address that it is sent to. */
const FORMS: readonly (readonly [sent: RegExp, page: string])[] = [
  [/^\/me\/organisation\/.+/, "/me/organisation"],
  [/^(\/me\/staff\/(?:payouts|cash|customer|news))\/.+/, "$1"],
  [/^\/me\/(security|staff)\/.+/, "/me/$1"],
  [/^\/me\/(requests|standing-orders|payouts|limits)\/.+/, "/me/$1"],
  [/^\/me\/(holds\/.+|freeze|unfreeze)$/, "/me/account"],
  [/^\/me\/(pledges|recurring|open-gifts)\/.+/, "/me"],
  [/^(\/me\/reviews\/[0-9]{12})\/.+/, "$1"],
  [/^\/(sign-out)$/, "/"],
  [/^\/me\/news\/read$/, "/me"],
  [/^(\/me\/(?:donor|give|pledge|transfer))\b.*/, "$1"],
];

function pageOf(here: string): string | null {
  const [path = ""] = here.split("?");
  const form = FORMS.find(([sent]) => sent.test(path));
  return form ? path.replace(form[0], form[1]) : null;
}

/** A visitor who presses Enter in the address bar after a form was refused comes back to the form. */
function noPage(visit: Visit): Response {
  const { t } = visit;
  const page = pageOf(visit.here);
  const [path] = visit.here.split("?");
  if (page !== null && page !== path) return visit.redirect(page);
  const { req } = visit.context;
  const about = `There is no ${req.path}`;
  if (!req.header("accept")?.includes("text/html")) {
    return problemOf(new HttpRefusal("no_such_page", about));
  }
  const title = t("There is no such page");
  const children = (
    <>
      <h1>{title}</h1>
      <p>
        <a href={visit.path("/")}>{t("Back to the beginning")}</a>
      </p>
    </>
  );
  return privatePage(visit, { title, path: visit.here, children }, 404);
}

function ownPages(app: Hono, own: Own): void {
  app.get("/me", own(myGivingPage));
  app.get("/me/give", own(confirmGift));
  app.post("/me/give", own(give));
  app.get("/me/thanks/:id", own(thanksPage));
  app.get("/me/open-gifts/:openGift", own(openGiftPage));
  app.get("/me/open-gifts/:openGift/slip.pdf", own(openGiftSlip));
  app.post("/me/open-gifts/:openGift/cancel", own(cancelOpenGift));
  app.get("/me/pledge", own(confirmPledge));
  app.post("/me/pledge", own(pledge));
  app.post("/me/pledges/:key/sent", own((visit) => myGivingAction(visit, "sendPledge")));
  app.post("/me/pledges/:key/cancel", own((visit) => myGivingAction(visit, "cancelPledge")));
  app.post("/me/recurring/:key/stop", own((visit) => myGivingAction(visit, "stopOrder")));
  app.get("/me/donor", own((visit) => donorPage(visit)));
  app.post("/me/donor", own(setDonor));
  app.get("/me/gifts/:id/receipt", own(receiptPage));
  app.get("/me/gifts/:id/receipt.pdf", own((visit) => receiptFile(visit, "pdf")));
  app.get("/me/gifts/:id/receipt.json", own((visit) => receiptFile(visit, "json")));
  app.get("/me/years", own(yearPage));
  app.get("/me/pledges/:key/receipt", own(goodsPage));
  app.get("/me/pledges/:key/receipt.pdf", own((visit) => goodsFile(visit, "pdf")));
  app.get("/me/pledges/:key/receipt.json", own((visit) => goodsFile(visit, "json")));
  app.get("/me/security", own((visit) => securityPage(visit)));
  for (const act of ["password", "factor", "factor-on", "factor-codes", "factor-off"] as const) {
    app.post(`/me/security/${act}`, own((visit) => securityAction(visit, act)));
  }
  app.get("/me/organisation/report.csv", own(reportFile));
  app.get("/me/organisation/report-left-out.csv", own(leftOutFile));
  app.get("/me/account", own((visit) => accountPage(visit)));
  app.get("/me/pay-in", own(payInPage));
  app.get("/me/pay-in/slip.pdf", own(payInSlipFile));
  requestPages(app, own);
  deskRoutes(app, own);
  app.get("/me/transfer", own(confirmTransfer));
  app.post("/me/transfer", own(transfer));
  app.post("/me/holds/:id", own((visit) => accountAction(visit, "hold")));
  app.post("/me/freeze", own((visit) => accountAction(visit, "freeze")));
  app.post("/me/unfreeze", own((visit) => accountAction(visit, "unfreeze")));
  app.get("/me/organisation", own((visit) => deskPage(visit)));
  app.post("/me/organisation/register", own((visit) => deskAction(visit, "register")));
  app.post("/me/organisation/description", own((visit) => deskAction(visit, "description")));
  app.post("/me/organisation/submit", own((visit) => deskAction(visit, "submit")));
  app.post("/me/organisation/facts/:key", own((visit) => deskAction(visit, "fact")));
  app.post("/me/organisation/documents/:key", own((visit) => deskAction(visit, "document")));
  app.post("/me/organisation/needs", own((visit) => deskAction(visit, "need")));
  app.post("/me/organisation/needs/:key/close", own((visit) => deskAction(visit, "closeNeed")));
  app.post("/me/organisation/pledges/:key", own((visit) => deskAction(visit, "pledge")));
  app.post("/me/organisation/updates", own((visit) => deskAction(visit, "update")));
  app.get("/me/reviews", own(queuePage));
  app.get("/me/reviews/:organisation", own((visit) => reviewPage(visit)));
  app.post("/me/reviews/:organisation/verdicts", own(verdictsAction));
  app.post("/me/reviews/:organisation/texts", own(textsAction));
  app.post("/me/reviews/:organisation/reports/:report", own(reportAction));
  app.post("/me/reviews/:organisation/stop", own((visit) => stopAction(visit, "stop")));
  app.post("/me/reviews/:organisation/reinstate", own((visit) => stopAction(visit, "reinstate")));
  app.get("/me/reviews/:organisation/documents/:document", own(reviewDocument));
}

function requestPages(app: Hono, own: Own): void {
  app.get("/me/requests", own((visit) => requestsPage(visit)));
  app.get("/me/requests/link", own(linkPage));
  app.get("/me/requests/pay", own(confirmRequest));
  app.post("/me/requests/pay", own(payRequest));
  for (const act of ["ask", "decline", "withdraw", "allow"] as const) {
    app.post(`/me/requests/${act}`, own((visit) => requestAction(visit, act)));
  }
  app.get("/me/pay", own(linkedPage));
  app.get("/me/limits", own((visit) => limitsPage(visit)));
  app.post("/me/limits/set", own(setLimits));
  app.get("/me/payouts", own((visit) => payoutsPage(visit)));
  app.get("/me/payouts/new", own(confirmPayout));
  app.post("/me/payouts/new", own(askPayout));
  app.post("/me/payouts/cancel", own(cancelPayout));
  app.post("/me/payouts/account", own(setPayoutAccount));
  app.get("/me/standing-orders", own((visit) => standingOrdersPage(visit)));
  app.get("/me/standing-orders/new", own(confirmStandingOrder));
  app.post("/me/standing-orders/new", own(makeStandingOrder));
  app.post("/me/standing-orders/stop", own(stopStandingOrder));
}

/** A refusal becomes a page that says it. */
function settled(visit: Visit, outcome: Response | Wrong): Response {
  if (!isWrong(outcome)) return outcome;
  const { t } = visit;
  const children = (
    <>
      <h1>{t("This did not work")}</h1>
      <p role="alert">{wrongWords(visit, outcome)}</p>
      <p>
        <a href={visit.path("/")}>{t("Back to the beginning")}</a>
      </p>
    </>
  );
  return privatePage(
    visit,
    { title: t("This did not work"), path: visit.here, children },
    statusOf(outcome),
  );
}

// The pages of the staff among themselves and at their desk.
import type { Context, Hono } from "hono";
import { actsPage } from "./acts_page.tsx";
import { actOnCustomer, customerDesk, viewCustomer } from "./customer_desk.tsx";
import { cashDesk, countCash, openTill } from "./cash_desk.tsx";
import { dayFile, dayPage } from "./day_page.tsx";
import { announce, endAnnouncement, newsDesk } from "./news_page.tsx";
import { payoutDesk, payoutFileOf, sendPayouts } from "./payout_desk.tsx";
import { staffAction, staffPage } from "./staff_page.tsx";
import type { Visit, Wrong } from "./visitor.ts";

type Page = (visit: Visit) => Promise<Response | Wrong>;

/** For visitors who have signed in. */
export type Own = (page: Page) => (context: Context) => Promise<Response>;

export function deskRoutes(app: Hono, own: Own): void {
  app.get("/me/staff", own((visit) => staffPage(visit)));
  for (const act of ["invite", "withdraw", "role", "accept", "agree", "end"] as const) {
    app.post(`/me/staff/${act}`, own((visit) => staffAction(visit, act)));
  }
  app.get("/me/staff/customer", own((visit) => customerDesk(visit)));
  app.post("/me/staff/customer/view", own(viewCustomer));
  app.post("/me/staff/customer/freeze", own((visit) => actOnCustomer(visit, "freeze")));
  app.post("/me/staff/customer/unfreeze", own((visit) => actOnCustomer(visit, "unfreeze")));
  app.get("/me/staff/acts", own(actsPage));
  app.get("/me/staff/news", own((visit) => newsDesk(visit)));
  app.post("/me/staff/news/announce", own(announce));
  app.post("/me/staff/news/end", own(endAnnouncement));
  app.get("/me/staff/cash", own((visit) => cashDesk(visit)));
  app.post("/me/staff/cash/open", own(openTill));
  app.post("/me/staff/cash/close", own((visit) => countCash(visit, "close")));
  app.post("/me/staff/cash/safe", own((visit) => countCash(visit, "safe")));
  app.get("/me/staff/day", own(dayPage));
  app.get("/me/staff/day/file", own(dayFile));
  app.get("/me/staff/payouts", own((visit) => payoutDesk(visit)));
  app.post("/me/staff/payouts/send", own(sendPayouts));
  app.get("/me/staff/payouts/file", own(payoutFileOf));
}

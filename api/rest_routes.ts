// Where each method of the table is found over HTTP. One line per method: verb, path, and what the request says elsewhere
// than in its body. The table of methods stays the single source of shapes.
import type { MethodName } from "./methods.ts";

export interface Route {
  readonly verb: "GET" | "POST" | "PUT" | "DELETE";
  /** `:name` is a parameter of the method. */
  readonly path: string;
  /** The parameter that the header Idempotency-Key carries. */
  readonly key?: string;
  /** It moves money: the password must have been given lately. */
  readonly money?: boolean;
  /** The answer is the same for all callers, so caches may keep it. */
  readonly shared?: boolean;
  /** Answers with a sign-in instead of the method's own result. */
  readonly signsIn?: boolean;
}

const get = (path: string): Route => ({ verb: "GET", path });
const shared = (path: string): Route => ({ verb: "GET", path, shared: true });
const post = (path: string): Route => ({ verb: "POST", path });
const put = (path: string): Route => ({ verb: "PUT", path });
const create = (path: string, key: string): Route => ({ verb: "POST", path, key });
const pay = (path: string, key = "id"): Route => ({ verb: "POST", path, key, money: true });

/** Methods that make no sense over HTTP, and why. */
export const TCP_ONLY = {
  alertsListen: "it opens the UDP path; over HTTP there is /v1/live",
  resume: "a refresh token does this: POST /v1/session/refresh",
} as const satisfies Partial<Record<MethodName, string>>;

type RestMethod = Exclude<MethodName, keyof typeof TCP_ONLY>;

export const ROUTES: Readonly<Record<RestMethod, Route>> = {
  hello: get("/bank"),
  ping: get("/ping"),
  head: get("/journal/:seq/head"),
  signUp: { ...post("/customers"), signsIn: true },
  logIn: { ...post("/session"), signsIn: true },
  recover: { ...post("/session/recovery"), signsIn: true },
  logOut: { verb: "DELETE", path: "/session" },
  sessions: get("/sessions"),
  endOtherSessions: { verb: "DELETE", path: "/sessions/others" },
  changePassword: { ...put("/password") },
  secondFactor: get("/second-factor"),
  setUpSecondFactor: post("/second-factor"),
  confirmSecondFactor: post("/second-factor/confirmation"),
  renewRecoveryCodes: post("/second-factor/recovery-codes"),
  removeSecondFactor: post("/second-factor/removal"),
  account: get("/account"),
  balance: get("/account/balance"),
  balanceAt: get("/account/balance/:day"),
  history: get("/account/entries"),
  statement: get("/account/statement"),
  payIn: get("/account/pay-in"),
  closeAccount: post("/account/closure"),
  freeze: post("/account/freeze"),
  unfreeze: post("/account/unfreeze"),
  payee: get("/payees/:payee"),
  transfer: pay("/transfers"),
  transfers: pay("/transfers/batch"),
  previewTransfers: post("/transfers/batch/preview"),
  previewTransfer: post("/transfers/preview"),
  transferStatus: get("/transfers/:id"),
  receipt: get("/transfers/:id/receipt"),
  voidTransfer: post("/transfers/:id/void"),
  holds: get("/holds"),
  confirmHold: post("/holds/:id/confirm"),
  cancelHold: post("/holds/:id/cancel"),
  askPayment: create("/payment-requests", "request"),
  paymentRequests: get("/payment-requests"),
  payRequest: pay("/payment-requests/:request/payment"),
  declineRequest: post("/payment-requests/:request/decline"),
  withdrawRequest: post("/payment-requests/:request/withdraw"),
  blockRequests: post("/payment-requests/blocked"),
  paymentLink: get("/payment-link"),
  makeStandingOrder: { ...create("/standing-orders", "order"), money: true },
  standingOrders: get("/standing-orders"),
  stopStandingOrder: post("/standing-orders/:order/stop"),
  limits: get("/limits"),
  setLimits: put("/limits"),
  accountLimits: get("/accounts/:account/limits"),
  setAccountLimits: put("/accounts/:account/limits"),
  payoutAccount: get("/payout-account"),
  setPayoutAccount: put("/payout-account"),
  askPayout: pay("/payouts"),
  payouts: get("/payouts"),
  cancelPayout: post("/payouts/:payout/cancel"),
  credits: get("/credits"),
  setCredit: put("/accounts/:account/credit"),
  alertsPosition: get("/alerts/position"),
  alertsSince: get("/alerts"),
  alertsRead: put("/alerts/position"),
  policy: get("/policy"),
  setPolicy: put("/policy"),
  cashIn: pay("/staff/cash-in"),
  cashOut: pay("/staff/cash-out"),
  viewAccount: post("/accounts/:account/views"),
  freezeAccount: post("/accounts/:account/freeze"),
  unfreezeAccount: post("/accounts/:account/unfreeze"),
  staffActs: get("/staff/acts/:day"),
  announcements: get("/announcements"),
  announce: post("/announcements"),
  endAnnouncement: post("/announcements/:number/end"),
  tills: get("/tills"),
  openTill: post("/tills"),
  closeTill: pay("/tills/closings"),
  countSafe: pay("/tills/safe"),
  dayReport: get("/tills/days/:day"),
  reverse: pay("/staff/reversals"),
  startRecovery: post("/staff/recoveries"),
  recoveries: get("/staff/recoveries"),
  agreeRecovery: post("/staff/recoveries/:account/agreement"),
  cancelRecovery: post("/recoveries/cancellation"),
  staff: get("/staff/members"),
  inviteStaff: post("/staff/invitations"),
  withdrawInvitation: post("/staff/invitations/:invitation/withdrawal"),
  setStaffRole: put("/staff/members/:account"),
  acceptInvitation: post("/account/staff-role"),
  propose: create("/staff/proposals", "proposal"),
  proposals: get("/staff/proposals"),
  agreeProposal: post("/staff/proposals/:proposal/agreement"),
  endProposal: post("/staff/proposals/:proposal/end"),
  audit: post("/staff/audit"),
  confirmClock: post("/staff/clock"),
  setBankDetails: put("/bank/details"),
  previewLines: post("/staff/lines/preview"),
  bookLines: post("/staff/lines"),
  waitingLines: get("/staff/lines/waiting"),
  assignLine: pay("/staff/lines/assignments"),
  lineDays: get("/staff/lines/days"),
  waitingPayouts: get("/staff/payouts/waiting"),
  makePayoutBatch: create("/staff/payout-batches", "batch"),
  payoutBatches: get("/staff/payout-batches"),
  payoutBatch: get("/staff/payout-batches/:batch"),
  setTimeZone: put("/bank/time-zone"),
  organisations: shared("/organisations"),
  organisation: shared("/organisations/:organisation"),
  needs: shared("/needs"),
  givingTotals: shared("/giving/totals"),
  reportPage: create("/reports", "report"),
  // The number is a secret: it stands in no address.
  reportStatus: post("/reports/status"),
  give: pay("/gifts"),
  myGiving: get("/gifts"),
  donationReceipt: get("/gifts/:id/receipt"),
  yearlyGiving: get("/giving/years/:year"),
  donor: get("/donor"),
  setDonor: put("/donor"),
  pledge: create("/pledges", "pledge"),
  myPledges: get("/pledges"),
  sendPledge: post("/pledges/:pledge/sent"),
  cancelPledge: post("/pledges/:pledge/cancel"),
  goodsReceipt: get("/pledges/:pledge/receipt"),
  openGift: create("/open-gifts", "openGift"),
  openGifts: get("/open-gifts"),
  cancelOpenGift: post("/open-gifts/:openGift/cancel"),
  startOrder: pay("/recurring-gifts", "order"),
  myOrders: get("/recurring-gifts"),
  stopOrder: { verb: "DELETE", path: "/recurring-gifts/:order" },
  registerOrganisation: post("/organisation"),
  describeOrganisation: put("/organisation"),
  myOrganisation: get("/organisation"),
  setFact: put("/organisation/facts/:fact"),
  documentPart: put("/organisation/documents/:document/parts/:part"),
  addDocument: post("/organisation/documents/:document"),
  submitOrganisation: post("/organisation/submission"),
  addNeed: create("/organisation/needs", "need"),
  closeNeed: post("/organisation/needs/:need/close"),
  organisationPledges: get("/organisation/pledges"),
  receivePledge: post("/organisation/pledges/:pledge/received"),
  postUpdate: create("/organisation/updates", "update"),
  refundGift: pay("/organisation/refunds"),
  spendForeign: pay("/organisation/foreign-payments"),
  donorReport: get("/organisation/donor-reports/:year"),
  reviewQueue: get("/reviews"),
  review: get("/reviews/:organisation"),
  document: get("/reviews/:organisation/documents/:document"),
  reviewFact: post("/reviews/:organisation/facts/:fact"),
  reviewText: post("/reviews/:organisation/texts/:text"),
  closeReport: post("/reviews/reports/:report/answer"),
  settleDispute: post("/reviews/:organisation/facts/:fact/dispute"),
  stopOrganisation: post("/reviews/:organisation/stop"),
  reinstateOrganisation: post("/reviews/:organisation/reinstate"),
  webhooks: get("/webhooks"),
  setWebhook: post("/webhooks"),
  rotateWebhook: post("/webhooks/:webhook/secret"),
  removeWebhook: { verb: "DELETE", path: "/webhooks/:webhook" },
  deadLetters: get("/webhooks/:webhook/letters"),
  retryWebhook: post("/webhooks/:webhook/retry"),
};

/** In front of every path of the REST face. */
export const PREFIX = "/v1";

/** Every method that REST has, with where it is found. */
export function routeEntries(): [RestMethod, Route][] {
  return Object.entries(ROUTES) as [RestMethod, Route][];
}

/** Names of the parameters in the path. */
export function pathParameters({ path }: Route): string[] {
  return [...path.matchAll(/:(\w+)/g)].map(([, name]) => name!);
}

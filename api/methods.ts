// The method table: the single source of truth of the protocol. Name, who may call it, the shape of what goes
// in and of what comes out. Handlers are typed from it (service/service.ts), and so is the client.
import type * as z from "zod";
import { ACCOUNT_METHODS } from "./account_methods.ts";
import { ALERT_METHODS } from "./alert_methods.ts";
import { CARE_METHODS } from "./care_methods.ts";
import { CREDIT_METHODS } from "./credit_methods.ts";
import { GIVING_METHODS } from "./giving_methods.ts";
import { joined } from "./lazily.ts";
import { LIMIT_METHODS } from "./limit_methods.ts";
import { LINE_METHODS } from "./line_methods.ts";
import { LOOK_BACK_METHODS } from "./look_back_methods.ts";
import { MANY_PAYMENT_METHODS } from "./many_payment_methods.ts";
import { OPEN_GIFT_METHODS } from "./open_gift_methods.ts";
import { ORGANISATION_METHODS } from "./organisation_methods.ts";
import { PAY_IN_METHODS } from "./pay_in_methods.ts";
import { PAYMENT_METHODS } from "./payment_methods.ts";
import { PAYOUT_METHODS } from "./payout_methods.ts";
import { RECOVERY_METHODS } from "./recovery_methods.ts";
import { REQUEST_METHODS } from "./request_methods.ts";
import { REVIEW_METHODS } from "./review_methods.ts";
import { STANDING_ORDER_METHODS } from "./standing_order_methods.ts";
import { STAFF_METHODS } from "./staff_methods.ts";
import { ANNOUNCEMENT_METHODS } from "./announcement_methods.ts";
import { TILL_METHODS } from "./till_methods.ts";
import { WEBHOOK_METHODS } from "./webhook_methods.ts";

/** Every method by its name. */
export const METHODS = joined(
  ACCOUNT_METHODS,
  RECOVERY_METHODS,
  PAYMENT_METHODS,
  MANY_PAYMENT_METHODS,
  LOOK_BACK_METHODS,
  REQUEST_METHODS,
  STANDING_ORDER_METHODS,
  LIMIT_METHODS,
  CREDIT_METHODS,
  TILL_METHODS,
  ANNOUNCEMENT_METHODS,
  CARE_METHODS,
  PAY_IN_METHODS,
  LINE_METHODS,
  PAYOUT_METHODS,
  ALERT_METHODS,
  GIVING_METHODS,
  OPEN_GIFT_METHODS,
  ORGANISATION_METHODS,
  REVIEW_METHODS,
  STAFF_METHODS,
  WEBHOOK_METHODS,
);

export type MethodName = keyof typeof METHODS & string;
/** What a caller gives (defaults may be left out). */
export type Params<M extends MethodName> = z.input<typeof METHODS[M]["params"]>;
/** What a handler gets. */
export type Parsed<M extends MethodName> = z.output<typeof METHODS[M]["params"]>;

/** What a caller is answered. */
export type Result<M extends MethodName> = z.output<typeof METHODS[M]["result"]>;

/** Names of the table alone: `toString` is none. */
export function isMethodName(name: string): name is MethodName {
  return Object.hasOwn(METHODS, name);
}

/** The first thing wrong, as `path: reason`, without echoing values (they may be secrets). */
export function shapeProblem(error: z.ZodError): string {
  const issue = error.issues[0];
  if (!issue) return "unknown shape";
  const keys = "keys" in issue ? ` ${(issue.keys as string[]).slice(0, 3).join(", ")}` : "";
  const place = issue.path.length > 0 ? `${issue.path.join(".")}: ` : "";
  return `${place}${issue.code === "unrecognized_keys" ? `unknown field${keys}` : issue.message}`;
}

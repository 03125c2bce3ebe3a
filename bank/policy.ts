// The thresholds of suspicious activity, as staff set them and the journal keeps them.
import * as z from "zod";
import { CREDIT_MINOR_MAX, DAY_PAYEES_MAX } from "./limits.ts";

const minor = z.int().min(0);

export const Policy = z.object({
  /** Minor units from which a first payment to a payee is worth an alert; those below a tenth of it do not count. */
  newPayeeMinor: minor,
  /** Minor units from which an amount can be unusual at all. */
  unusualMinor: minor,
  /** How many times the usual amount is unusual. */
  unusualFactor: z.int().min(0).max(1_000),
  /** Payments after which an account has a usual amount. */
  unusualAfter: z.int().min(1).max(1_000),
  /** Payments within `burstMinutes` after which one more is worth an alert. */
  burstTransfers: z.int().min(0).max(1_000_000),
  burstMinutes: z.int().min(1).max(1_440),
  /** Minor units from which emptying the account is worth an alert. */
  drainingMinor: minor,
  /** Per cent of the available money that count as emptying it. */
  drainingPercent: z.int().min(1).max(100),
  /** Minor units from which a payment soon after a sign-in from a new device is held. */
  newDeviceMinor: minor,
  /** Hours that a device stays new. */
  newDeviceHours: z.int().min(1).max(720),
  /** So many reasons at once hold a payment; fewer only alert. */
  holdReasons: z.int().min(1).max(5),
  /** 1: organisations need an FCRA registration, too. 0: the bank is for domestic gifts. 1 unless set. */
  fcraRequired: z.int().min(0).max(1).optional(),
  /**
   * Minor units from which cash, corrections and assignments need two members of staff: 0 always, null never. While it is not set it is
   * 100,000 whole units as soon as there is a second one; once it is a number, rules, roles and lines of other banks need two as well.
   */
  agreementMinor: minor.nullable().optional(),
  /** Minor units that a customer may pay at once, in a day and in a month of the bank's zone; 0 is no limit, and so is one that is not set. */
  limitPaymentMinor: minor.optional(),
  limitDayMinor: minor.optional(),
  limitMonthMinor: minor.optional(),
  /** Payees that a customer may pay in a day. */
  limitDayPayees: z.int().min(0).max(DAY_PAYEES_MAX).optional(),
  /** Minor units that each account may go below zero, unless staff have set another amount for it; 0 unless set. */
  creditMinor: minor.max(CREDIT_MINOR_MAX).optional(),
  /** Hours before payouts go to an account at another bank that was set; 24 unless staff have said. */
  payoutAccountHours: z.int().min(0).max(720).optional(),
});

export type Policy = z.infer<typeof Policy>;

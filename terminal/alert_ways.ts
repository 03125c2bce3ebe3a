// What the owner can do about an alert: with commands, or at the menu at home.
import { line } from "../console/screen.ts";

/** How one answers. */
export interface Ways {
  readonly hold: (transferId: string) => string;
  readonly freeze: string;
  readonly recovery: string;
  readonly request: string;
  readonly standing: string;
  readonly payout: string;
}

export const COMMANDS: Ways = {
  hold: (id) => line`Confirm or cancel: bank connect hold confirm (or cancel) ${id}`,
  freeze: "If it was not you: bank connect freeze",
  recovery: "If you did not ask for it: bank connect recovery cancel, and bank connect freeze",
  request: "Pay or decline: bank connect requests",
  standing: "If it was not you: bank connect freeze, then bank connect standing-orders",
  payout: "If it was not you: bank connect cancel-payout, and bank connect freeze",
};

export const AT_HOME: Ways = {
  hold: () => "Confirm or cancel: Held payments (press y)",
  freeze: "If it was not you: Security, Freeze",
  recovery: "If you did not ask for it: Security, Refuse a new password, and Freeze",
  request: "Pay or decline: Requests",
  standing: "If it was not you: Security, Freeze; then Standing orders",
  payout: "If it was not you: Payouts, Cancel; then Security, Freeze",
};

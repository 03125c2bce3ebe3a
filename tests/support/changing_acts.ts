// Every command of `bank connect` that changes something, as a person gives it, and what has to be there before.
import assert from "node:assert/strict";
import { transferIdOf } from "../../bank/transfer_id.ts";
import { PASSWORD } from "./desk.ts";
import type { Person, Running, Stage } from "./output_stage.ts";
import { tillOf } from "./till_scene.ts";

const random = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes));
const newId = () => transferIdOf(Date.now(), random(10));
/** A day that is over nowhere. */
const SOON = new Date(Date.now() + 2 * 24 * 3_600_000).toISOString().slice(0, 10);

export interface Cast {
  readonly stage: Stage;
  readonly staff: Person;
  /** New for each run. */
  readonly who: Person;
  readonly other: Person;
}

/** A request that is open. @returns its id. */
async function askedBy(asker: Person, payer: Person): Promise<string> {
  const call = { request: newId(), from: [payer.name], amountMinor: 5 };
  return (await asker.client.call("askPayment", call)).requests[0]!.request!.request;
}

const ACCOUNT = ["--account", "30201099887", "--ifsc", "SBIN0001234"];

/** Payouts of this person go somewhere, and at once. */
async function payable(who: Person, staff: Person): Promise<void> {
  const password = PASSWORD;
  await staff.client.call("setPolicy", { password, policy: { payoutAccountHours: 0 } });
  const payee = { holder: "Ann Lee", account: "30201099887", ifsc: "SBIN0001234" };
  await who.client.call("setPayoutAccount", { password, payee });
}

/** @returns its reference. */
async function waitingPayout(who: Person, staff: Person): Promise<string> {
  await payable(who, staff);
  const asked = { id: newId(), amountMinor: 5, memo: "", password: PASSWORD };
  return (await who.client.call("askPayout", asked)).reference;
}

/** How each command that changes something is given; without one, the person's name stands for who does it. */
export const CHANGES: Readonly<Record<string, (cast: Cast) => Promise<Running> | Running>> = {
  "sign-up": ({ who }) => ({ user: `${who.name}x`, words: ["sign-up"] }),
  "log-in": ({ who }) => ({ user: who.name, words: ["log-in"] }),
  "log-out": ({ who }) => ({ user: who.name, words: ["log-out"] }),
  "sessions": ({ who }) => ({ user: who.name, words: ["sessions", "--end-others"] }),
  "transfer": ({ who, other }) => ({
    user: who.name,
    words: ["transfer", other.name, "1", "--yes"],
  }),
  "pay-file": ({ who, other, stage }) => ({
    user: who.name,
    words: ["pay-file", stage.dir.file(`${who.name}.csv`, `to,sum\n${other.name},1\n`), "--yes"],
  }),
  "change-password": ({ who, stage }) => ({
    user: who.name,
    words: ["change-password", "--new-password-file", stage.dir.file("new", "another long one 77")],
  }),
  "close-account": ({ who, other }) => ({
    user: who.name,
    words: ["close-account", "--confirm", who.name, "--sweep-to", other.name],
  }),
  "freeze": ({ who }) => ({ user: who.name, words: ["freeze"] }),
  "unfreeze": async ({ who }) => {
    await who.client.call("freeze", {});
    return { user: who.name, words: ["unfreeze"] };
  },
  "hold": async ({ who, other }) => {
    const id = newId();
    const { status } = await who.client.call("transfer", {
      id,
      to: other.name,
      amountMinor: 9_000,
    });
    assert.equal(status, "held");
    return { user: who.name, words: ["hold", "confirm", id] };
  },
  "policy": ({ staff }) => ({
    user: staff.name,
    words: ["policy", "--yes", "--set", "burst-minutes=11"],
  }),
  "request": ({ who, other }) => ({ user: who.name, words: ["request", other.name, "1"] }),
  "request-pay": async (cast) => (
    { user: cast.who.name, words: ["request-pay", await askedBy(cast.other, cast.who), "--yes"] }
  ),
  "request-decline": async (cast) => (
    { user: cast.who.name, words: ["request-decline", await askedBy(cast.other, cast.who)] }
  ),
  "request-withdraw": async (cast) => (
    { user: cast.who.name, words: ["request-withdraw", await askedBy(cast.who, cast.other)] }
  ),
  "request-block": ({ who, other }) => (
    { user: who.name, words: ["request-block", other.name] }
  ),
  "limits": ({ who }) => ({ user: who.name, words: ["limits", "--day", "500"] }),
  "account-limits": ({ staff, who }) => ({
    user: staff.name,
    words: ["account-limits", who.account, "--day", "500", "--reason", "asked for"],
  }),
  "standing-order": ({ who, other }) => ({
    user: who.name,
    words: ["standing-order", other.name, "1", "--every", "week", "--yes"],
  }),
  "standing-order-stop": async ({ who, other }) => {
    const about = {
      payee: other.name,
      amountMinor: 5,
      every: "month",
      firstOn: SOON,
    } as const;
    const { order } = await who.client.call("makeStandingOrder", {
      order: newId(),
      memo: "",
      ...about,
    });
    return { user: who.name, words: ["standing-order-stop", order] };
  },
  "account-credit": ({ staff, who }) => ({
    user: staff.name,
    words: ["account-credit", who.account, "5", "--reason", "runs the shop"],
  }),
  "account-view": ({ staff, who }) => ({
    user: staff.name,
    words: ["account-view", who.account, "--reason", "asked for"],
  }),
  "account-freeze": ({ staff, who }) => ({
    user: staff.name,
    words: ["account-freeze", who.account, "--reason", "a stolen phone"],
  }),
  "account-unfreeze": async ({ staff, who }) => {
    await staff.client.call("freezeAccount", { account: who.account, reason: "a stolen phone" });
    return {
      user: staff.name,
      words: ["account-unfreeze", who.account, "--reason", "a new one"],
    };
  },
  "till-open": async ({ staff }) => {
    await tillOf(staff, false);
    return { user: staff.name, words: ["till-open", "25"] };
  },
  "till-close": async ({ staff }) => {
    await tillOf(staff, true);
    return { user: staff.name, words: ["till-close", "24", "--reason", "change", "--yes"] };
  },
  "safe-count": async ({ staff }) => {
    const { safeMinor } = await staff.client.call("tills", {});
    const counted = String((Math.max(0, safeMinor) + 100) / 100);
    return { user: staff.name, words: ["safe-count", counted, "--reason", "found", "--yes"] };
  },
  "payout-account": ({ who }) => ({
    user: who.name,
    words: ["payout-account", "--holder", "Ann Lee", ...ACCOUNT, "--yes"],
  }),
  "payout": async ({ who, staff }) => {
    await payable(who, staff);
    return { user: who.name, words: ["payout", "1", "--yes"] };
  },
  "cancel-payout": async ({ who, staff }) => (
    { user: who.name, words: ["cancel-payout", await waitingPayout(who, staff)] }
  ),
  "payout-batch": async ({ who, staff }) => ({
    user: staff.name,
    words: ["payout-batch", await waitingPayout(who, staff), "--yes"],
  }),
  "staff": ({ staff }) => ({
    user: staff.name,
    words: ["staff", "invite", "--role", "teller", "--reason", "second counter"],
  }),
  "proposals": async ({ staff, who }) => {
    const proposal = newId();
    const params = { id: newId(), account: who.account, amountMinor: 5 };
    const wish = { proposal, method: "cashIn" as const, params, why: "a van" };
    await staff.client.call("propose", { ...wish, password: PASSWORD });
    return { user: staff.name, words: ["proposals", "end", proposal, "--yes"] };
  },
  "recovery": ({ staff, who }) => ({
    user: staff.name,
    words: ["recovery", "start", who.name, "--reason", "known here"],
  }),
  "time-zone": ({ staff }) => ({
    user: staff.name,
    words: ["time-zone", "--set", "Asia/Kolkata"],
  }),
  "webhook": ({ who }) => ({
    user: who.name,
    words: ["webhook", "set", "https://hooks.invalid/"],
  }),
  "bank-details": ({ staff }) => ({
    user: staff.name,
    words: ["bank-details", "--holder", "Lakeside", "--upi", "lakeside@sbi"],
  }),
  "donor": ({ who }) => ({
    user: who.name,
    words: ["donor", "--name", "Ann", "--address", "Here"],
  }),
  "org": ({ who }) => ({ user: who.name, words: ["org", "--register", "--about", "A home"] }),
  "announce": ({ staff }) => ({ user: staff.name, words: ["announce", "Closed today", "--yes"] }),
  "announcement-end": async ({ staff }) => {
    await staff.client.call("announce", { text: "Closed today", days: 1 });
    return { user: staff.name, words: ["announcement-end", "1"] };
  },
  "cash-in": ({ staff, who }) => ({ user: staff.name, words: ["cash-in", who.account, "1"] }),
  "cash-out": ({ staff, who }) => ({ user: staff.name, words: ["cash-out", who.account, "1"] }),
  "reverse": async ({ staff, who, other }) => {
    const id = newId();
    await who.client.call("transfer", { id, to: other.name, amountMinor: 5 });
    return { user: staff.name, words: ["reverse", id, "--reason", "again"] };
  },
  "import": ({ staff, stage }) => {
    const [day] = new Date().toISOString().split("T");
    const file = stage.dir.file("lines.csv", `Date,Text,Amount\n${day},rent,12.00\n`);
    const columns = { bookedOn: "Date", text: ["Text"], amount: "Amount" };
    const map = {
      name: "own",
      delimiter: ",",
      decimal: ".",
      days: "ymd",
      currency: "INR",
      columns,
    };
    const mapFile = stage.dir.file("map.json", JSON.stringify(map));
    return { user: staff.name, words: ["import", file, "--map-file", mapFile, "--yes"] };
  },
  "assign": async ({ staff, who }) => {
    const line = {
      bookedOn: new Date().toISOString().slice(0, 10),
      amountMinor: 700,
      bankReference: newId(),
      endToEndId: null,
      counterparty: { name: null, account: null },
      text: "no reference",
      twin: 0,
    };
    const { lines: [booked] } = await staff.client.call("bookLines", { lines: [line] });
    return { user: staff.name, words: ["assign", booked!.id, who.account] };
  },
};

// Reports of visitors: confidential, followed with a number that only their reporters have, limited for each source, and never
// more than are kept.
import assert from "node:assert/strict";
import { reportNumber, reportNumberOf } from "../../bank/giving/report.ts";
import { Reports } from "../../service/giving/kept_reports.ts";
import { Refusal } from "../../bank/refusal.ts";
import {
  REPORTS_PER_DAY,
  REPORTS_PER_MINUTE,
  REPORTS_PER_ORGANISATION_MAX,
} from "../../api/limits.ts";
import { liveHome } from "../support/giving_people.ts";
import { PASSWORD, TestBank } from "../support/service.ts";

Deno.test("reports: a number is read however it is written", () => {
  const number = reportNumber("0123456789abcdef".repeat(4));
  assert.match(number, /^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
  assert.equal(reportNumberOf(number), number);
  assert.equal(reportNumberOf("O123IL6789ABCDEF"), "0123-1167-89AB-CDEF");
  for (const wrong of ["", "0123", "0123-4567-89AB-CDEU", `${number}0`]) {
    assert.equal(reportNumberOf(wrong), null, wrong);
  }
  const many = new Set(Array.from({ length: 64 }, (_, bit) => {
    const bits = (1n << BigInt(bit + 16)).toString(16).padStart(20, "0");
    return reportNumber(bits.padEnd(64, "0"));
  }));
  assert.equal(many.size, 64, "every bit counts");
});

Deno.test("reports: officers read and answer them, nobody else learns that there are any", async () => {
  await using bank = await TestBank.open();
  const { manager, officers: [olga] } = await liveHome(bank);
  const [organisation, ann] = [manager.account, await bank.customer("ann")];
  const about = { organisation, reason: "untrue" as const, words: "No such house." };
  const report = bank.transferId();
  const before = JSON.stringify(await manager.call("myOrganisation", {}));
  const { number } = await ann.call("reportPage", { report, ...about });
  assert.equal((await ann.call("reportPage", { report, ...about })).number, number, "sent twice");
  assert.equal(JSON.stringify(await manager.call("myOrganisation", {})), before);
  assert.equal((await ann.call("reportStatus", { number })).state, "open");
  const { organisations: [row] } = await olga.call("reviewQueue", {});
  assert.equal(row!.reports, 1);
  const { reports: [seen] } = await olga.call("review", { organisation });
  assert.deepEqual([seen!.words, seen!.reason, seen!.report], [about.words, "untrue", report]);
  await olga.call("closeReport", { report, answer: "We went there.", password: PASSWORD });
  const { state, answer } = await ann.call("reportStatus", { number: number.toLowerCase() });
  assert.deepEqual([state, answer], ["closed", "We went there."]);
  assert.equal((await olga.call("reviewQueue", {})).organisations[0]!.reports, 0);
  // They are there after a start, under the same number.
  const again = new Reports(bank.giving);
  await again.load();
  assert.equal(again.byNumber(number)?.words, about.words);
});

Deno.test("reports: an officer who is linked to the organisation sees none and answers none", async () => {
  await using bank = await TestBank.open();
  const { manager } = await liveHome(bank);
  const organisation = manager.account;
  const lena = await bank.staff("lena");
  // Whom the organisation has paid lately is linked to it.
  const donor = await bank.customer("ann");
  const report = bank.transferId();
  await donor.call("reportPage", { report, organisation, reason: "misused" });
  assert.equal((await lena.call("review", { organisation })).reports.length, 1);
  const wages = { amountMinor: 400_000, memo: "wages" };
  await bank.cashIn(organisation, 5 * wages.amountMinor);
  await manager.call("transfer", { id: bank.transferId(), to: lena.account, ...wages });
  assert.deepEqual((await lena.call("review", { organisation })).reports, []);
  assert.equal((await lena.call("reviewQueue", {})).organisations[0]!.reports, 0);
  const refused = await lena.refused("closeReport", { report, answer: "No.", password: PASSWORD });
  assert.equal(refused.code, "officer_linked");
});

Deno.test("reports: limited for each source, numbers that there are not as well", async () => {
  await using bank = await TestBank.open();
  const { manager: { account: organisation } } = await liveHome(bank);
  const ann = await bank.customer("ann");
  const send = () => ({ report: bank.transferId(), organisation, reason: "other" as const });
  for (let sent = 0; sent < REPORTS_PER_MINUTE; sent++) await ann.call("reportPage", send());
  assert.equal((await ann.refused("reportPage", send())).code, "throttled");
  const number = "0000-0000-0000-0000";
  for (let asked = 0; asked < REPORTS_PER_MINUTE; asked++) {
    assert.equal((await ann.refused("reportStatus", { number })).code, "no_such_report");
  }
  assert.equal((await ann.refused("reportStatus", { number })).code, "throttled");
  bank.clock.advance(60_000);
  await ann.call("reportPage", send());
});

Deno.test("reports: one source tells so much a day, however slowly, and others are not kept from it", async () => {
  await using bank = await TestBank.open();
  const { manager: { account: organisation } } = await liveHome(bank);
  const ann = await bank.customer("ann", { source: "192.0.2.1" });
  const bob = await bank.customer("bob", { source: "192.0.2.2" });
  const send = () => ({ report: bank.transferId(), organisation, reason: "other" as const });
  for (let sent = 0; sent < REPORTS_PER_DAY; sent++) {
    bank.clock.advance(60_000);
    await ann.call("reportPage", send());
  }
  bank.clock.advance(60_000);
  assert.equal((await ann.refused("reportPage", send())).code, "throttled");
  await bob.call("reportPage", send());
});

Deno.test("reports: those that come at the same moment count each other", async () => {
  await using bank = await TestBank.open();
  const reports = new Reports(bank.giving);
  const all = await Promise.all(
    Array.from(
      { length: REPORTS_PER_ORGANISATION_MAX + 5 },
      (_, number) =>
        reports.add({ report: `r${number}`, organisation: "home", reason: "other", words: "" }, 1),
    ),
  );
  assert.equal(all.filter((one) => one instanceof Refusal).length, 5);
});

Deno.test("reports: an officer whose session ends while the password is compared answers nothing", async () => {
  await using bank = await TestBank.open();
  const { manager: { account: organisation }, officers: [olga] } = await liveHome(bank);
  const report = bank.transferId();
  const ann = await bank.customer("ann");
  await ann.call("reportPage", { report, organisation, reason: "other" });
  const closing = olga!.answer("closeReport", { report, answer: "Nothing.", password: PASSWORD });
  bank.service.presence.revoke(olga!.account, () => true);
  assert.equal((await closing).error?.data.code, "session_expired");
  assert.equal(bank.service.giving.reports.get(report)!.closed, null);
});

Deno.test("reports: of one organisation no more than are kept; what was answered makes room", async () => {
  await using bank = await TestBank.open();
  const reports = new Reports(bank.giving);
  const add = (number: number) =>
    reports.add({ report: `r${number}`, organisation: "home", reason: "other", words: "" }, number);
  for (let number = 0; number < REPORTS_PER_ORGANISATION_MAX; number++) await add(number);
  const full = await add(-1);
  assert.deepEqual(full instanceof Refusal && full.code, "limit_exceeded");
  await reports.close(reports.get("r7")!, { answer: "", atMs: 1, by: "olga" });
  assert.equal(typeof await add(-1), "string");
  assert.equal(reports.get("r7"), undefined);
  assert.equal(reports.of("home").length, REPORTS_PER_ORGANISATION_MAX);
});

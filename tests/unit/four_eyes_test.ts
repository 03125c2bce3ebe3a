// Four eyes: what one member of staff may not do alone, and every way around it that was thought of.
import { proposalDetails } from "../../bank/staff/proposal_details.ts";
import assert from "node:assert/strict";
import { Audit } from "../../bank/audit.ts";
import { PROPOSAL_LIFETIME_MS, PROPOSALS_OF_ONE_MAX } from "../../bank/limits.ts";
import type { Result } from "../../api/methods.ts";
import { KvJournal } from "../../store/kv_journal.ts";
import { type Customer, PASSWORD, TestBank } from "../support/service.ts";

const password = PASSWORD;
const LAKH = 10_000_000;

async function office() {
  const bank = await TestBank.open();
  const [mona, max] = [await bank.staff("mona"), await bank.staff("max")];
  const [tara, tim, ann] = await Promise.all(
    ["tara", "tim", "ann"].map((name) => bank.customer(name)),
  );
  for (const { person: { account } } of [tara!, tim!]) {
    await mona.call("setStaffRole", { account, role: "teller", reason: "hired", password });
  }
  return { bank, mona, max, tara: tara!, tim: tim!, ann: ann! };
}

const large = (bank: TestBank, { person }: Customer, amountMinor = LAKH) => (
  { id: bank.transferId(), account: person.account, amountMinor }
);

function propose(
  bank: TestBank,
  who: Customer,
  params: Record<string, unknown>,
  method = "cashIn",
) {
  const proposal = bank.transferId();
  const wish = { proposal, method, params, why: "sold the van", password };
  return who.call("propose", wish as Parameters<typeof who.call<"propose">>[1]);
}

const seen = ({ proposal, hash }: Result<"proposals">["proposals"][number]) => (
  { proposal, hash, password }
);

async function booked(who: Customer): Promise<number> {
  return (await who.call("balance", {})).bookedMinor;
}

async function audited(bank: TestBank): Promise<readonly string[]> {
  const audit = new Audit({ trails: false });
  for await (const block of new KvJournal(bank.kv).blocksFrom(0)) audit.take(block);
  return audit.report().problems;
}

Deno.test("four eyes: what is large is done once another one agrees, with both names, and only once", async () => {
  const { bank, tara, tim, ann } = await office();
  const params = large(bank, ann);
  const { fromMinor } = await tara.refused("cashIn", params);
  assert.equal(fromMinor, LAKH);
  assert.equal((await tara.call("cashIn", large(bank, ann, LAKH - 1))).amountMinor, LAKH - 1);
  const made = await propose(bank, tara, params);
  assert.deepEqual([made.state, made.mayAgree, made.amountMinor], ["open", false, LAKH]);
  assert.equal(await booked(ann), LAKH - 1, "nothing before another one agrees");
  assert.equal(await tara.code("agreeProposal", seen(made)), "same_staff");
  assert.equal((await tim.call("agreeProposal", seen(made))).state, "agreed");
  assert.equal((await tim.call("agreeProposal", seen(made))).state, "agreed", "asked again");
  assert.equal(await booked(ann), 2 * LAKH - 1);
  const events = (await journalOf(bank)).filter(({ id }) => id === params.id);
  const [by, agreedBy] = [tara.person.account, tim.person.account];
  assert.deepEqual(events.map((one) => [one.by, one.agreedBy]), [[by, agreedBy]]);
  assert.deepEqual(await audited(bank), []);
});

async function journalOf(bank: TestBank) {
  const events: { id?: string; by?: string; agreedBy?: string }[] = [];
  for await (const block of new KvJournal(bank.kv).blocksFrom(0)) {
    events.push(...JSON.parse(new TextDecoder().decode(block)).events);
  }
  return events;
}

Deno.test("four eyes: two who agree at once do it once", async () => {
  const { bank, mona, tara, tim, ann } = await office();
  const made = await propose(bank, tara, large(bank, ann));
  const answers = await Promise.all(
    [tim, mona].map((who) => who.answer("agreeProposal", seen(made))),
  );
  const codes = answers.map(({ error }) => error?.data.code ?? "ok").sort();
  assert.deepEqual(codes, ["no_such_proposal", "ok"]);
  assert.equal(await booked(ann), LAKH);
});

Deno.test("four eyes: neither the owner of the account, nor who has another role, nor a second session agrees", async () => {
  const { bank, mona, tara, tim } = await office();
  const made = await propose(bank, tara, large(bank, tim));
  assert.equal(await tim.code("agreeProposal", seen(made)), "same_staff");
  const again = await bank.signedIn(tara.person, "192.0.2.9");
  assert.equal(await again.code("agreeProposal", seen(made)), "same_staff");
  const olga = await bank.customer("olga");
  const officer = {
    account: olga.person.account,
    role: "officer",
    reason: "hired",
    password,
  } as const;
  await mona.call("setStaffRole", officer);
  assert.equal(await olga.code("agreeProposal", seen(made)), "not_allowed");
  assert.equal(await olga.code("endProposal", { proposal: made.proposal }), "not_allowed");
  const other = { ...seen(made), hash: "0".repeat(64) };
  assert.equal(await mona.code("agreeProposal", other), "no_such_proposal");
  const guess = { ...seen(made), password: "a guess" };
  assert.equal(await mona.code("agreeProposal", guess), "wrong_credentials");
  assert.equal((await mona.call("agreeProposal", seen(made))).state, "agreed");
});

Deno.test("four eyes: a role that has changed in between, of either of them, ends it", async () => {
  const { bank, mona, max, tara, tim, ann } = await office();
  const made = await propose(bank, tara, large(bank, ann));
  const gone = (who: Customer) => (
    { account: who.person.account, role: "none", reason: "left", password } as const
  );
  await mona.call("setStaffRole", gone(tara));
  assert.equal(await tim.code("agreeProposal", seen(made)), "not_allowed");
  const mine = await propose(bank, tim, large(bank, ann));
  await max.call("setStaffRole", gone(mona));
  assert.equal(await mona.code("agreeProposal", seen(mine)), "not_allowed");
  assert.equal(await booked(ann), 0);
});

Deno.test("four eyes: it is decided when it is agreed to, and lapses after a day", async () => {
  const { bank, mona, tara, tim, ann } = await office();
  const paid = await propose(bank, tara, large(bank, ann));
  await tim.call("agreeProposal", seen(paid));
  const out = await propose(bank, tara, large(bank, ann), "cashOut");
  await ann.call("transfer", { id: bank.transferId(), to: "mona", amountMinor: 1 });
  const { availableMinor } = await tim.refused("agreeProposal", seen(out));
  assert.equal(availableMinor, LAKH - 1);
  const { proposals } = await mona.call("proposals", {});
  assert.equal(proposals.find(({ proposal }) => proposal === out.proposal)?.state, "open");
  bank.clock.advance(PROPOSAL_LIFETIME_MS);
  assert.equal(await tim.code("agreeProposal", seen(out)), "no_such_proposal");
  const after = (await mona.call("proposals", {})).proposals;
  assert.equal(after.find(({ proposal }) => proposal === out.proposal)?.state, "lapsed");
});

Deno.test("four eyes: withdrawn by who proposed it, declined by another one, and then nothing is done", async () => {
  const { bank, tara, tim, ann } = await office();
  const ended = async (who: Customer) => {
    const made = await propose(bank, tara, large(bank, ann));
    const { state } = await who.call("endProposal", { proposal: made.proposal });
    assert.equal(await tim.code("agreeProposal", seen(made)), "no_such_proposal");
    return state;
  };
  assert.deepEqual([await ended(tara), await ended(tim)], ["withdrawn", "declined"]);
  assert.equal(await booked(ann), 0);
});

Deno.test("four eyes: a payment of many small parts is not large, a correction of a large one is", async () => {
  const { bank, tara, tim, ann } = await office();
  const paid = await propose(bank, tara, large(bank, ann));
  await tim.call("agreeProposal", seen(paid));
  const transferId = String(paid.params.id);
  const back = { id: bank.transferId(), transferId, reason: "typed twice" };
  assert.equal(await tara.code("reverse", back), "agreement_needed");
  const made = await propose(bank, tim, back, "reverse");
  await tara.call("agreeProposal", seen(made));
  assert.equal(await booked(ann), 0);
  assert.deepEqual(await audited(bank), []);
});

Deno.test("four eyes: once staff have set an amount, rules, roles and invitations need two, also to take it back", async () => {
  const { bank, mona, max, tara, ann } = await office();
  const set = (agreementMinor: number | null) => ({ policy: { agreementMinor }, password });
  assert.equal((await mona.call("setPolicy", set(0))).agreementMinor, 0);
  assert.equal(await tara.code("cashIn", large(bank, ann, 1)), "agreement_needed");
  assert.equal(await mona.code("setPolicy", set(null)), "agreement_needed");
  const { account } = ann.person;
  const role = { account, role: "manager", reason: "a friend", password } as const;
  assert.equal(await mona.code("setStaffRole", role), "agreement_needed");
  const invite = { role: "manager", reason: "a friend", password } as const;
  assert.equal(await mona.code("inviteStaff", invite), "agreement_needed");
  const { password: _, ...invited } = invite;
  const friend = await propose(bank, mona, invited, "inviteStaff");
  const accept = { code: friend.code!, password };
  assert.equal(
    await ann.code("acceptInvitation", accept),
    "staff_code_invalid",
    "not agreed to yet",
  );
  await max.call("agreeProposal", seen(friend));
  assert.equal((await ann.call("acceptInvitation", accept)).staffRole, "manager");
  const never = await propose(bank, mona, { policy: { agreementMinor: null } }, "setPolicy");
  await max.call("agreeProposal", seen(never));
  assert.equal((await mona.call("policy", {})).agreementMinor, undefined);
  assert.equal((await tara.call("cashIn", large(bank, ann, LAKH))).amountMinor, LAKH);
  assert.deepEqual(await audited(bank), []);
});

Deno.test("four eyes: what would be refused even then, and what a role may not do, is not proposed", async () => {
  const { bank, tara, ann } = await office();
  const wish = (method: string, params: Record<string, unknown>) => (
    { proposal: bank.transferId(), method, params, why: "x", password }
  );
  const out = wish("cashOut", large(bank, ann));
  assert.equal(await tara.code("propose", out), "insufficient_funds");
  const rules = wish("setPolicy", { policy: { burstMinutes: 3 } });
  assert.equal(await tara.code("propose", rules), "not_allowed");
  const own = wish("cashIn", large(bank, tara));
  assert.equal(await tara.code("propose", own), "same_staff");
  const odd = wish("cashIn", { ...large(bank, ann), agreedBy: ann.person.account });
  assert.equal(await tara.code("propose", odd), "invalid_params");
});

Deno.test("four eyes: limits of an account are rules, and what is agreed to says that 0 is no limit", async () => {
  const { bank, mona, max, tara, ann } = await office();
  await mona.call("setPolicy", { policy: { agreementMinor: LAKH, limitDayMinor: 500 }, password });
  const { account } = ann.person;
  const params = {
    account,
    limits: { dayMinor: 0, paymentMinor: null, monthMinor: 700 },
    reason: "x",
  };
  assert.equal(await mona.code("setAccountLimits", { ...params, password }), "agreement_needed");
  const made = await propose(bank, mona, params, "setAccountLimits");
  assert.deepEqual(
    proposalDetails(made.params).map(({ name, value, minor }) => [name, minor ?? value]),
    [["payment", "the bank's limit"], ["day", "no limit"], ["month", 700], ["reason", "x"]],
  );
  assert.equal(await tara.code("agreeProposal", seen(made)), "not_allowed");
  assert.equal((await ann.call("limits", {})).limits.dayMinor, 500);
  await max.call("agreeProposal", seen(made));
  assert.deepEqual((await ann.call("limits", {})).limits, { monthMinor: 700 });
  assert.deepEqual(await audited(bank), []);
});

Deno.test("four eyes: thresholds that were changed meanwhile stay changed", async () => {
  const { bank, mona, max } = await office();
  await mona.call("setPolicy", { policy: { agreementMinor: LAKH }, password });
  const one = await propose(bank, mona, { policy: { burstMinutes: 7 } }, "setPolicy");
  const other = await propose(bank, max, { policy: { burstTransfers: 5 } }, "setPolicy");
  assert.deepEqual(one.params, { policy: { burstMinutes: 7 } });
  await max.call("agreeProposal", seen(one));
  await mona.call("agreeProposal", seen(other));
  const { burstMinutes, burstTransfers, agreementMinor } = await mona.call("policy", {});
  assert.deepEqual([burstMinutes, burstTransfers, agreementMinor], [7, 5, LAKH]);
});

Deno.test("four eyes: a manager without another one is not locked out by the own amount", async () => {
  const bank = await TestBank.open();
  const mona = await bank.staff("mona");
  const ann = await bank.customer("ann");
  const set = (agreementMinor: number | null) => ({ policy: { agreementMinor }, password });
  await mona.call("setPolicy", set(0));
  assert.equal(await mona.code("cashIn", large(bank, ann, 1)), "agreement_needed");
  const { code } = await mona.call("inviteStaff", {
    role: "manager",
    reason: "two of us",
    password,
  });
  await ann.call("acceptInvitation", { code, password });
  assert.equal(await mona.code("setPolicy", set(null)), "agreement_needed");
});

Deno.test("four eyes: one member of staff does not take the room of all for proposals", async () => {
  const { bank, tara, tim, ann } = await office();
  for (let n = 0; n < PROPOSALS_OF_ONE_MAX; n++) await propose(bank, tara, large(bank, ann, 1));
  const more = {
    proposal: bank.transferId(),
    method: "cashIn" as const,
    params: large(bank, ann, 1),
    why: "more",
    password,
  };
  assert.equal((await tara.refused("propose", more)).limit, "own_open_proposals");
  assert.equal((await propose(bank, tim, large(bank, ann, 1))).state, "open");
});

// Public texts are live at once and marked until an officer has read them; what is taken down is not shown, and its
// organisation learns why. A verdict is about one text: the journal knows its hash, and no words.
import assert from "node:assert/strict";
import { dayOf } from "../../bank/giving/calendar.ts";
import { profileHash } from "../../bank/giving/texts.ts";
import { KvJournal } from "../../store/kv_journal.ts";
import { textDiff } from "../../web/text_diff.ts";
import { type Home, liveHome } from "../support/giving_people.ts";
import { type Customer, PASSWORD, TestBank } from "../support/service.ts";

interface Texts {
  readonly bank: TestBank;
  readonly home: Home;
  readonly stranger: Customer;
}

async function texts(bank: TestBank): Promise<Texts> {
  return { bank, home: await liveHome(bank), stranger: await bank.customer("ann") };
}

const about = ({ home }: Texts) => ({ organisation: home.manager.account });

/** What the public reads, and how it is marked. */
async function shown(scene: Texts) {
  const found = await scene.stranger.call("organisation", about(scene));
  const { organisations: [card] } = await scene.stranger.call("organisations", {});
  assert.deepEqual([card!.about, card!.aboutState], [found.about, found.aboutState]);
  return [found.about, found.website, found.aboutState];
}

async function textOf({ home }: Texts, text: string) {
  const { texts } = await home.officers[0].call("review", {
    organisation: home.manager.account,
  });
  return texts.find((each) => each.text === text)!;
}

async function verdict(
  scene: Texts,
  text: string,
  verdict: "confirmed" | "taken_down",
): Promise<void> {
  const { sha256 } = await textOf(scene, text);
  const reason = verdict === "confirmed" ? "" : "it misleads";
  await scene.home.officers[1].call("reviewText", {
    ...about(scene),
    text,
    sha256,
    verdict,
    reason,
    password: PASSWORD,
  });
}

const says = (scene: Texts, about: string, website = "") =>
  scene.home.manager.call("describeOrganisation", { about, website });

const queued = async ({ home }: Texts) =>
  (await home.officers[0].call("reviewQueue", {})).organisations[0]!.texts;

Deno.test("public texts: a description is marked until it is read, and again when it changes", async () => {
  await using bank = await TestBank.open();
  const scene = await texts(bank);
  assert.deepEqual(await shown(scene), ["A home.", "", "unchecked"]);
  assert.equal(await queued(scene), 1);
  await verdict(scene, "profile", "confirmed");
  assert.deepEqual(await shown(scene), ["A home.", "", "confirmed"]);
  assert.equal(await queued(scene), 0);
  await says(scene, "A home for forty.", "https://sunrise.example");
  assert.deepEqual(
    await shown(scene),
    ["A home for forty.", "https://sunrise.example", "unchecked"],
  );
  assert.equal(await queued(scene), 1);
  const { before, now } = await textOf(scene, "profile");
  assert.deepEqual([before, now], ["A home.", "A home for forty.\nhttps://sunrise.example"]);
});

Deno.test("public texts: what is taken down gives way to what was read before, and stays down", async () => {
  await using bank = await TestBank.open();
  const scene = await texts(bank);
  await verdict(scene, "profile", "confirmed");
  await says(scene, "The only home in India.");
  await verdict(scene, "profile", "taken_down");
  assert.deepEqual(await shown(scene), ["A home.", "", "confirmed"]);
  await says(scene, "The only home in India.");
  assert.deepEqual(await shown(scene), ["A home.", "", "confirmed"], "the same words again");
  const own = await scene.home.manager.call("myOrganisation", {});
  const [text] = own.texts;
  assert.deepEqual([own.about, text!.state], ["The only home in India.", "taken_down"]);
  assert.equal(text!.reason, "it misleads");
  const { alerts } = await scene.home.manager.call("alertsSince", { entry: 0, notice: 0 });
  const told = alerts.findLast((alert) => alert.stream === "notice");
  assert.deepEqual([told?.kind, told?.text, told?.why], [
    "text_taken_down",
    "profile",
    "it misleads",
  ]);
  // A text that was read once, too.
  await says(scene, "A home.");
  await verdict(scene, "profile", "taken_down");
  assert.deepEqual(await shown(scene), ["", "", "taken_down"]);
});

Deno.test("public texts: a need that is taken down is over; thanks disappear", async () => {
  await using bank = await TestBank.open();
  const scene = await texts(bank);
  const { manager } = scene.home;
  const [need, pledge, update] = [bank.transferId(), bank.transferId(), bank.transferId()];
  await manager.call("addNeed", {
    need,
    item: "Gold rings",
    unit: "pieces",
    quantity: 5,
    priority: "soon",
    deadline: dayOf(bank.clock.nowMs + 10 * 86_400_000),
  });
  await scene.stranger.call("pledge", { pledge, need, quantity: 1 });
  await manager.call("receivePledge", { pledge, quantity: 1 });
  await manager.call("postUpdate", { update, need, text: "They wear it now." });
  assert.equal(await queued(scene), 3);
  const before = await scene.stranger.call("organisation", about(scene));
  assert.deepEqual(before.needs.map(({ textState }) => textState), ["unchecked"]);
  assert.deepEqual(before.updates.map(({ textState }) => textState), ["unchecked"]);
  await verdict(scene, need, "taken_down");
  await verdict(scene, update, "taken_down");
  const after = await scene.stranger.call("organisation", about(scene));
  assert.deepEqual([after.needs, after.updates], [[], []]);
  assert.deepEqual((await scene.stranger.call("needs", {})).needs, []);
  assert.equal((await scene.stranger.call("organisations", { query: "rings" })).count, 0);
  const again = { pledge: bank.transferId(), need, quantity: 1 };
  assert.equal((await scene.stranger.refused("pledge", again)).code, "need_closed");
  const own = await manager.call("myOrganisation", {});
  assert.deepEqual(own.needs.map(({ textState }) => textState), ["taken_down"]);
});

Deno.test("public texts: who may decide, about what", async () => {
  await using bank = await TestBank.open();
  const scene = await texts(bank);
  const { manager, officers: [olga] } = scene.home;
  const { sha256 } = await textOf(scene, "profile");
  const given = { ...about(scene), text: "profile", sha256, reason: "", password: PASSWORD };
  const down = { ...given, verdict: "taken_down" as const, reason: "why" };
  const rows = [
    [await scene.stranger.refused("reviewText", down), "not_allowed"],
    [await manager.refused("reviewText", down), "not_allowed"],
    [await olga.refused("reviewText", { ...down, password: "a guess" }), "wrong_credentials"],
    [await olga.refused("reviewText", { ...down, sha256: "0".repeat(64) }), "facts_changed"],
    [await olga.refused("reviewText", { ...down, text: bank.transferId() }), "no_such_text"],
  ] as const;
  for (const [{ code }, expected] of rows) assert.equal(code, expected);
  assert.deepEqual(await shown(scene), ["A home.", "", "unchecked"]);
});

Deno.test("public texts: the journal has the hash and no words; what the store has instead is not confirmed", async () => {
  await using bank = await TestBank.open();
  const scene = await texts(bank);
  const secret = "We rescue otters from the river.";
  await says(scene, secret);
  await verdict(scene, "profile", "confirmed");
  let journal = "";
  const blocks = new KvJournal(bank.kv).blocksFrom(0);
  for await (const bytes of blocks) journal += new TextDecoder().decode(bytes);
  assert.equal(journal.includes("otters"), false);
  assert.ok(journal.includes(profileHash(secret, "")));
  assert.deepEqual(await shown(scene), [secret, "", "confirmed"]);
  const { directory } = bank.service.giving;
  await directory.change(
    scene.home.manager.account,
    (profile) => ({ ...profile, about: "Other." }),
  );
  assert.deepEqual(await shown(scene), ["Other.", "", "unchecked"]);
});

Deno.test("public texts: those of before the rules are held back", async () => {
  await using bank = await TestBank.open();
  const scene = await texts(bank);
  const { account } = scene.home.manager;
  const { directory } = bank.service.giving;
  const stored = (about: string, website: string) =>
    directory.change(account, (profile) => ({ ...profile, about, website }));
  await stored("Pay to home@okbank", "");
  assert.deepEqual(await shown(scene), ["", "", "held_back"]);
  assert.equal((await scene.stranger.call("organisations", { query: "okbank" })).count, 0);
  await stored("A home.", "https://rzp.io/l/home");
  assert.deepEqual(await shown(scene), ["", "", "held_back"]);
  const own = await scene.home.manager.call("myOrganisation", {});
  assert.deepEqual([own.website, own.texts[0]!.state], ["https://rzp.io/l/home", "held_back"]);
});

Deno.test("text diff: what stays, what went and what came make both texts again", () => {
  const rows = [
    ["", ""],
    ["a b c", "a b c"],
    ["", "new words"],
    ["old words", ""],
    ["We feed 40 girls daily.", "We feed 42 girls and boys daily."],
    ["one two three two one", "two one two"],
  ] as const;
  for (const [before, now] of rows) {
    const changes = textDiff(before, now);
    const without = (kind: string) =>
      changes.filter((change) => change.kind !== kind).map(({ text }) => text).join("");
    assert.equal(without("new"), before);
    assert.equal(without("gone"), now);
  }
  const kinds = textDiff("We feed 40 girls.", "We feed 42 girls.").map(({ kind }) => kind);
  assert.deepEqual(kinds, ["same", "gone", "new", "same"]);
});

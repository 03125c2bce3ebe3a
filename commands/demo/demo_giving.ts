// The giving side of the demo: a dozen invented orphanages, registered, documented and approved by two officers through
// the same protocol that every client uses; needs, pledges, gifts, thanks. Nothing in it is real.
import { Buffer } from "node:buffer";
import { DAY_MS } from "../../bank/days.ts";
import { dayOf } from "../../bank/giving/calendar.ts";
import { FACT_KINDS, type FactFields, type FactKind } from "../../bank/giving/facts.ts";
import { transferIdOf } from "../../bank/transfer_id.ts";
import { Client } from "../../net/client/client.ts";
import type { Result } from "../../api/methods.ts";
import type { RunningBank } from "../../server/bank_server.ts";
import { NEEDS, type Orphanage, ORPHANAGES } from "./demo_orphanages.ts";
import type { World } from "../../console/world.ts";

export interface GivingStage {
  readonly world: World;
  readonly bank: RunningBank;
  /** Of every person in the demo. */
  readonly password: string;
}

/** What the demo goes on with. */
export interface FilledGiving {
  /** Account numbers. */
  readonly organisations: readonly string[];
  readonly needs: readonly string[];
  readonly donor: Client;
  close(): void;
}

/** The smallest PDF that there is. */
const SCAN = Buffer.from(
  "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n" +
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]>>endobj\ntrailer<</Root 1 0 R>>\n",
);

export async function fillGiving(stage: GivingStage): Promise<FilledGiving> {
  const officers = [
    await someone(stage, "asha", "Asha Officer", stage.bank.staffCode ?? undefined),
    await someone(stage, "bala", "Bala Officer", await anotherStaffCode(stage)),
  ];
  const donor = await someone(stage, "donor", "A. Donor");
  const { number } = await donor.call("account", {});
  await payIn(stage, officers, number);
  await officers[0]!.call("setBankDetails", {
    details: { holder: "Lakeside Co-operative", upi: "lakeside@example" },
    password: stage.password,
  });
  const organisations: string[] = [];
  const needs: string[] = [];
  for (const [place, orphanage] of ORPHANAGES.entries()) {
    const manager = await someone(stage, orphanage.userName, orphanage.contact);
    const organisation = await register(stage, manager, { orphanage, place });
    if (orphanage.stage !== "submitted") await approve(stage, officers, organisation);
    organisations.push(organisation);
    if (orphanage.stage !== "submitted") {
      const asked = await askFor(stage, manager, place);
      needs.push(...asked);
      await happen(stage, { manager, donor, organisation, place, need: asked[0]! });
    }
    manager.close();
  }
  for (const each of officers) each.close();
  return { organisations, needs, donor, close: () => donor.close() };
}

/** Too much for one of them: the first proposes it, the second agrees. */
async function payIn(
  stage: GivingStage,
  [first, second]: readonly Client[],
  account: string,
): Promise<void> {
  const { password } = stage;
  const pension = { id: newId(stage), account, amountMinor: 50_000_000, memo: "Pension" };
  const { proposal, hash } = await first!.call("propose", {
    proposal: newId(stage),
    method: "cashIn",
    params: pension,
    why: "Pension of many years",
    password,
  });
  await second!.call("agreeProposal", { proposal, hash, password });
}

function newId({ world: { host } }: GivingStage): string {
  return transferIdOf(host.clock(), host.random(10));
}

async function someone(
  { world, bank, password }: GivingStage,
  userName: string,
  displayName: string,
  staffCode?: string,
): Promise<Client> {
  const client = await Client.connect({
    ...bank.tcp,
    runtime: world.runtime,
    certificate: bank.certificate,
  });
  const about = { userName, displayName, password };
  await client.call("signUp", staffCode === undefined ? about : { ...about, staffCode });
  return client;
}

/** As `bank serve --new-staff-code` does it. */
async function anotherStaffCode({ world, bank }: GivingStage): Promise<string> {
  const code = Buffer.from(world.host.random(16)).toString("hex");
  await bank.books.people.setStaffCode(code);
  return code;
}

function factsOf(
  { legalName, address, district, state, pin, contact, kind, capacity, userName }: Orphanage,
  { place, nowMs }: { readonly place: number; readonly nowMs: number },
): Readonly<Partial<Record<FactKind, FactFields>>> {
  const two = String(place).padStart(2, "0");
  const pan = `AAAT${legalName[0]!.toUpperCase()}12${two}F`;
  const [from, to] = [
    dayOf(nowMs - 400 * DAY_MS),
    dayOf(nowMs + (place === 3 ? 40 : 900) * DAY_MS),
  ];
  return {
    name: { legalName, address, district, state, pin },
    pan: { number: pan },
    licence: {
      state,
      authority: `District Officer, ${district}`,
      number: `JJ/${state}/${100 + place}/2024`,
      kind,
      capacity: String(capacity),
      provisional: "no",
      issuedOn: from,
      validTo: to,
    },
    eighty_g: { urn: `${pan}F20241`, validFrom: from, validTo: to, provisional: "no" },
    fcra: { number: `0759${two}123`, kind: "registration", validFrom: from, validTo: to },
    darpan: { id: `${state}/2018/00${two}123` },
    contact: {
      person: contact,
      phone: `+91 44 2345 67${two}`,
      email: `office@${userName}.example`,
    },
  };
}

interface Registering {
  readonly orphanage: Orphanage;
  readonly place: number;
}

async function register(
  stage: GivingStage,
  manager: Client,
  { orphanage, place }: Registering,
): Promise<string> {
  const { about } = orphanage;
  const { organisation } = await manager.call("registerOrganisation", { about });
  const facts = factsOf(orphanage, { place, nowMs: stage.world.host.clock() });
  for (const fact of FACT_KINDS) {
    const fields = facts[fact];
    if (fields) await manager.call("setFact", { fact, fields: { ...fields } });
  }
  for (const fact of ["licence", "eighty_g", "fcra"] as const) {
    const document = newId(stage);
    const base64 = Buffer.concat([SCAN, Buffer.from(`% ${orphanage.userName} ${fact}\n%%EOF\n`)])
      .toString("base64");
    await manager.call("documentPart", { document, part: 0, base64 });
    await manager.call("addDocument", {
      document,
      fact,
      fileName: `${fact}.pdf`,
      media: "application/pdf",
    });
  }
  await manager.call("submitOrganisation", {});
  return organisation;
}

async function approve(
  { password }: GivingStage,
  officers: readonly Client[],
  organisation: string,
): Promise<void> {
  for (const [place, officer] of officers.entries()) {
    const review = await officer.call("review", { organisation }) as Result<"review">;
    const { facts, set, unopened } = review;
    for (const document of unopened) await officer.call("document", { organisation, document });
    for (const { fact } of facts) {
      const verdict = place === 0 ? "seen" as const : "verified" as const;
      await officer.call("reviewFact", { organisation, fact, verdict, set, password });
    }
  }
}

async function askFor(stage: GivingStage, manager: Client, place: number): Promise<string[]> {
  const asked: string[] = [];
  const nowMs = stage.world.host.clock();
  for (const [turn, { item, unit, quantity, priority }] of NEEDS.entries()) {
    if ((turn + place) % 4 > 1) continue;
    const need = newId(stage);
    const deadline = dayOf(nowMs + (20 + turn * 9) * DAY_MS);
    await manager.call("addNeed", {
      need,
      item,
      unit,
      quantity: quantity + place,
      priority,
      deadline,
    });
    asked.push(need);
  }
  return asked;
}

interface Happening {
  readonly manager: Client;
  readonly donor: Client;
  readonly organisation: string;
  readonly place: number;
  readonly need: string;
}

/** Some gifts, a kept promise, thanks for it, and a promise that still runs. */
async function happen(
  stage: GivingStage,
  { manager, donor, organisation, place, need }: Happening,
): Promise<void> {
  const visibility = (["public", "organisation", "anonymous"] as const)[place % 3]!;
  for (let gift = 0; gift <= place % 3; gift++) {
    const amountMinor = (2 + (place * 7 + gift * 3) % 11) * 5_000;
    await donor.call("give", {
      id: newId(stage),
      organisation,
      amountMinor,
      visibility,
      foreign: false,
    });
  }
  const kept = newId(stage);
  await donor.call("pledge", { pledge: kept, need, quantity: 2 + place % 3 });
  await donor.call("sendPledge", { pledge: kept, quantity: 2 + place % 3 });
  await manager.call("receivePledge", { pledge: kept, quantity: 2 + place % 3 });
  await manager.call("postUpdate", {
    update: newId(stage),
    need,
    text: "It has arrived and is in use. Thank you!",
  });
  if (place % 2 === 0) await donor.call("pledge", { pledge: newId(stage), need, quantity: 1 });
}

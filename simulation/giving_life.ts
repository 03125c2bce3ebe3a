// Giving in the simulated town: one citizen is an orphanage, two are officers, all others give and promise.
import { Buffer } from "node:buffer";
import { DAY_MS } from "../bank/days.ts";
import { dayOf } from "../bank/giving/calendar.ts";
import { FACT_KINDS, type FactFields, type FactKind } from "../bank/giving/facts.ts";
import type { Giver, GivingTown } from "./giver.ts";
import { askForMore, payFromOutside } from "./open_gift_life.ts";

export type GivingRole = "officer" | "organisation" | "donor";

const SCAN = Buffer.from("%PDF-1.4\n1 0 obj<<>>endobj\n%%EOF\n").toString("base64");

function factsAt(nowMs: number): Readonly<Partial<Record<FactKind, FactFields>>> {
  const [from, to] = [dayOf(nowMs - 300 * DAY_MS), dayOf(nowMs + 1_000 * DAY_MS)];
  return {
    name: { legalName: "Home", address: "1 Lane", district: "Madurai", state: "TN", pin: "625001" },
    pan: { number: "AAATH1234F" },
    licence: {
      state: "TN",
      authority: "Officer",
      number: "JJ/1",
      kind: "children_home",
      capacity: "20",
      provisional: "no",
      issuedOn: from,
      validTo: to,
    },
    eighty_g: { urn: "AAATH1234FF20241", validFrom: from, validTo: to, provisional: "no" },
    fcra: { number: "075900123", kind: "registration", validFrom: from, validTo: to },
    contact: { person: "P", phone: "+91 44 2345 6789", email: "o@home.example" },
  };
}

/** Registers the orphanage and hands everything in; asked again after a cut it goes on where it was. */
export async function register(giver: Giver, town: GivingTown): Promise<void> {
  await giver.ask("registerOrganisation", { about: "simulated" });
  const facts = factsAt(giver.now());
  for (const fact of FACT_KINDS) {
    const fields = facts[fact];
    if (fields) await giver.ask("setFact", { fact, fields: { ...fields } });
  }
  for (const fact of ["licence", "eighty_g", "fcra"] as const) {
    // A crash forgets the parts that were handed over: then all of it again.
    for (let done = false; !done;) {
      const document = giver.newId();
      await giver.ask("documentPart", { document, part: 0, base64: SCAN });
      const about = { document, fact, fileName: "scan.pdf", media: "application/pdf" };
      done = typeof await giver.ask("addDocument", about) !== "string";
    }
  }
  await giver.ask("submitOrganisation", {});
  town.organisation = giver.account;
}

export async function actGiving(giver: Giver, role: GivingRole, town: GivingTown): Promise<void> {
  if (town.organisation === null) return;
  if (role === "officer") {
    const pays = giver.chance.happens(0.5);
    return await (pays ? payFromOutside(giver, town) : review(giver, town.organisation));
  }
  if (role === "organisation") return await manage(giver, town);
  await donate(giver, town, town.organisation);
}

async function review(giver: Giver, organisation: string): Promise<void> {
  const { password, chance } = giver;
  if (chance.happens(0.1)) {
    await giver.ask("stopOrganisation", {
      organisation,
      how: "suspended",
      reason: "by chance",
      password,
    });
    return void await giver.ask("reinstateOrganisation", { organisation, password });
  }
  const found = await giver.ask("review", { organisation });
  if (typeof found === "string") return;
  for (const document of found.unopened) await giver.ask("document", { organisation, document });
  for (const { fact, state } of found.facts) {
    if (state !== "checked" && state !== "seen") continue;
    const verdict = state === "checked" ? "seen" as const : "verified" as const;
    await giver.ask("reviewFact", { organisation, fact, verdict, set: found.set, password });
  }
}

async function manage(giver: Giver, town: GivingTown): Promise<void> {
  const { chance } = giver;
  const pledges = await giver.ask("organisationPledges", {});
  const open = typeof pledges === "string"
    ? []
    : pledges.pledges.filter(({ status }) => status === "sent");
  if (open.length > 0) {
    const { pledge, quantity } = chance.one(open);
    await giver.ask("receivePledge", { pledge, quantity: Math.max(0, quantity - chance.whole(2)) });
    return void await giver.ask("postUpdate", { update: giver.newId(), text: "It came." });
  }
  if (town.needs.length >= 12) return;
  const need = giver.newId();
  const deadline = dayOf(giver.now() + 60 * DAY_MS);
  const asked = await giver.ask("addNeed", {
    need,
    item: "Blankets",
    quantity: 5 + chance.whole(30),
    deadline,
  });
  if (typeof asked !== "string") town.needs.push(need);
}

async function donate(giver: Giver, town: GivingTown, organisation: string): Promise<void> {
  const { chance } = giver;
  const mood = chance.draw();
  if (mood < 0.12) return await askForMore(giver, town, organisation);
  if (mood < 0.5) {
    const amountMinor = 1 + chance.whole(2_000);
    const foreign = chance.happens(0.2);
    return void await giver.ask("give", { id: giver.newId(), organisation, amountMinor, foreign });
  }
  if (mood < 0.6) {
    const about = {
      order: giver.newId(),
      organisation,
      amountMinor: 1 + chance.whole(300),
      foreign: false,
    };
    return void await giver.ask("startOrder", { ...about, every: "week" });
  }
  const mine = await giver.ask("myPledges", {});
  const open = typeof mine === "string"
    ? []
    : mine.pledges.filter(({ status }) => status === "reserved");
  if (open.length > 0 && mood < 0.85) {
    const { pledge, quantity } = chance.one(open);
    if (chance.happens(0.3)) return void await giver.ask("cancelPledge", { pledge });
    return void await giver.ask("sendPledge", { pledge, quantity });
  }
  if (town.needs.length === 0) return;
  const quantity = 1 + chance.whole(6);
  await giver.ask("pledge", { pledge: giver.newId(), need: chance.one(town.needs), quantity });
}

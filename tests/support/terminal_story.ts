// Every command of `bank connect` that release 0.1 had, with words that it knows, so that it ends well: what people and
// scripts of that release do. Told by any client to any bank.
import assert from "node:assert/strict";
import { join } from "node:path";
import { dayOf, taxYearOf } from "../../bank/giving/calendar.ts";
import { FACT_KINDS, type FactKind } from "../../bank/giving/facts.ts";
import { type Desk, PASSWORD } from "./desk.ts";
import { RIGHT } from "./facts.ts";
import { pdfOf } from "./papers.ts";
import { type Launcher, runProgram, type Scratch } from "./program.ts";

export interface Stage {
  readonly desk: Desk;
  readonly dir: Scratch;
  readonly launcher: Launcher;
}

// deno-lint-ignore no-explicit-any -- whatever the command printed; the story takes what it needs
type Answer = any;

export interface Told {
  /** The commands that have ended well. */
  readonly commands: ReadonlySet<string>;
}

const inDays = (days: number) => dayOf(Date.now() + days * 86_400_000);

class Teller {
  readonly commands = new Set<string>();
  readonly password: readonly string[];

  constructor(readonly stage: Stage) {
    this.password = ["--password-file", stage.dir.file("password", PASSWORD)];
  }

  file(name: string): string {
    return join(this.stage.dir.path, name);
  }

  /** @param words beginning with the command. */
  async does(user: string, ...words: readonly string[]): Promise<Answer> {
    return await this.#run(user, [], words);
  }

  /** With the password. */
  async proves(user: string, ...words: readonly string[]): Promise<Answer> {
    return await this.#run(user, this.password, words);
  }

  async #run(user: string, before: readonly string[], words: readonly string[]): Promise<Answer> {
    const { code, out, err, answer } = await this.stage.desk.json(user, [...before, ...words]);
    const seen = `${user} ${words.join(" ")}\n${out}${err}`;
    assert.equal(code, 0, seen);
    assert.doesNotMatch(out + err, /\n\s+at |undefined|\[object|not understood/, seen);
    this.commands.add(words[0]!);
    return answer;
  }

  async genuine(name: string): Promise<void> {
    const { launcher, dir } = this.stage;
    const args = ["verify", this.file(name), "--profile", join(dir.path, "profile")];
    const { code, out, err } = await runProgram({ launcher, args, env: { HOME: dir.path } });
    assert.equal(code, 0, out + err);
  }
}

/** Asha and bala are officers of the bank, which welcomes each customer with 10,000. */
export async function tellTerminal(stage: Stage): Promise<Told> {
  const teller = new Teller(stage);
  for (const user of ["ann", "bob", "home", "zoe"]) {
    await teller.proves(user, "sign-up", "--name", `${user} Lee`);
  }
  await looks(teller);
  await pays(teller);
  await guards(teller);
  await registers(teller);
  await isChecked(teller);
  await gives(teller);
  await reports(teller);
  await leaves(teller);
  return teller;
}

async function looks(teller: Teller): Promise<void> {
  await teller.does("zoe", "log-out");
  await teller.proves("zoe", "log-in");
  for (const command of ["account", "balance", "sessions", "holds", "policy", "second-factor"]) {
    await teller.does("ann", command);
  }
  await teller.does("ann", "payee", "bob");
}

async function pays(teller: Teller): Promise<void> {
  const rent = await teller.does("ann", "transfer", "bob", "250", "--memo", "rent", "--yes");
  await teller.does("ann", "status", rent.id);
  await teller.does("ann", "receipt", rent.id, "--out", teller.file("rent.json"));
  await teller.genuine("rent.json");
  const { number } = await teller.does("ann", "account");
  await teller.does("asha", "cash-in", number, "50", "--memo", "till");
  await teller.does("asha", "cash-out", number, "20");
  await teller.does("asha", "reverse", rent.id, "--reason", "mistake");
  await teller.does("asha", "audit");
  for (const command of ["payees", "history"]) await teller.does("ann", command);
  for (const format of ["text", "csv", "jsonl", "ofx", "camt.053"]) {
    await teller.does("ann", "statement", "--format", format, "--out", teller.file(`s.${format}`));
  }
}

async function guards(teller: Teller): Promise<void> {
  for (const verb of ["confirm", "cancel"] as const) {
    const payer = verb === "confirm" ? "zoe" : "bob";
    // A new payee, and nearly all that is there.
    const held = await teller.does(payer, "transfer", "home", "9500", "--yes");
    assert.equal(held.status, "held");
    await teller.proves(payer, "hold", verb, held.id);
  }
  await teller.does("bob", "freeze");
  await teller.proves("bob", "unfreeze");
}

function fieldsOf(fact: FactKind): string[] {
  const dated = { validTo: inDays(700), validFrom: inDays(-300), issuedOn: inDays(-300) };
  return Object.entries(RIGHT[fact]).map(([name, value]) =>
    `${name}=${(dated as Record<string, string>)[name] ?? value}`
  );
}

async function registers(teller: Teller): Promise<void> {
  await teller.does("home", "org", "--register", "--about", "Forty beds.");
  for (const fact of FACT_KINDS) await teller.does("home", "org-fact", fact, ...fieldsOf(fact));
  for (const fact of ["licence", "eighty_g", "fcra"]) {
    const paper = teller.stage.dir.file(`${fact}.pdf`, pdfOf(`% ${fact}\n`).toString("latin1"));
    await teller.does("home", "org-fact", fact, "--document", paper);
  }
  await teller.does("home", "org", "--submit");
}

async function isChecked(teller: Teller): Promise<void> {
  for (const [officer, verdict] of [["asha", "seen"], ["bala", "verified"]] as const) {
    await teller.proves(officer, "reviews");
    const { set, documents } = await teller.proves(officer, "review", "sunrise");
    for (const { document } of documents) {
      const out = teller.file(`${officer} ${document}`);
      await teller.proves(officer, "review", "sunrise", "--document", document, "--out", out);
    }
    for (const fact of FACT_KINDS) {
      const about = ["--fact", fact, "--verdict", verdict, "--set", set];
      await teller.proves(officer, "review", "sunrise", ...about);
    }
  }
}

async function gives(teller: Teller): Promise<void> {
  const deadline = ["--deadline", inDays(50)];
  const need = await teller.does("home", "org-need", "Blankets", "40", ...deadline);
  await teller.does("ann", "donor", "--name", "Ann Lee", "--pan", "ABCPE1234F");
  const gift = await teller.does("ann", "give", "sunrise", "500", "--yes");
  await teller.does("ann", "give", "sunrise", "100", "--foreign", "--yes");
  const receipt = teller.file("gift.json");
  await teller.does("ann", "donation-receipt", gift.id, "--out", receipt);
  await teller.genuine("gift.json");
  const { order } = await teller.does("ann", "give", "sunrise", "25", "--every", "month", "--yes");
  await teller.does("ann", "recurring", "--stop", order);
  const { pledge } = await teller.does("ann", "pledge", need.need, "12");
  await teller.does("ann", "pledges", "--sent", pledge);
  await teller.does("home", "org-pledges", "--received", pledge, "--quantity", "11");
  await teller.does("ann", "pledges", "--receipt", pledge);
  await teller.does("home", "org-thank", "They are warm.", "--need", need.need);
  for (const command of ["organisations", "needs", "giving"]) await teller.does("ann", command);
  await teller.does("ann", "organisation", "sunrise");
  await teller.does("home", "org-refund", gift.id, "--reason", "by mistake");
  await teller.does("home", "org-spend", "bob", "5", "--use", "programme");
  await teller.does("home", "org-need-close", need.need);
}

async function reports(teller: Teller): Promise<void> {
  const year = String(taxYearOf(Date.now()));
  await teller.does("home", "org-report", year, "--out", teller.file("report.csv"));
  await teller.proves("bala", "org-stop", "sunrise", "--reason", "a complaint");
  await teller.proves("asha", "org-reinstate", "sunrise");
  for (const user of ["ann", "bob", "home", "zoe"]) await teller.does(user, "alerts", "--all");
}

async function leaves(teller: Teller): Promise<void> {
  const fresh = teller.stage.dir.file("fresh", "another good phrase");
  await teller.proves("zoe", "change-password", "--new-password-file", fresh);
  await teller.proves("bob", "close-account", "--confirm", "bob", "--sweep-to", "ann");
}

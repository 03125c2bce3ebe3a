// A children's home, two officers and donors in a bank in memory, through the method table as every client uses it: registered,
// documented, checked by both officers and live.
import { Buffer } from "node:buffer";
import { FACT_KINDS, type FactKind } from "../../bank/giving/facts.ts";
import { RIGHT } from "./facts.ts";
import { pdfOf } from "./papers.ts";
import type { Client } from "../../net/client/client.ts";
import { type Customer, PASSWORD, type TestBank } from "./service.ts";

/** Signed in, in memory or over the wire. */
export interface SignedIn {
  readonly account: string;
  readonly call: Client["call"];
}

export interface Home<P extends SignedIn = Customer> {
  readonly manager: P;
  readonly officers: readonly [P, P];
}

/** @param scan another one of the same paper has another text. */
export async function handIn(
  bank: Pick<TestBank, "transferId">,
  manager: SignedIn,
  fact: FactKind,
  scan = "",
): Promise<void> {
  const document = bank.transferId();
  const base64 = pdfOf(`% ${manager.account} ${fact} ${scan}\n`).toString("base64");
  await manager.call("documentPart", { document, part: 0, base64 });
  const about = { document, fact, fileName: `${fact}.pdf`, media: "application/pdf" };
  await manager.call("addDocument", about);
}

/** Both officers say yes to whatever waits for them. */
export async function approved({ manager, officers }: Home<SignedIn>): Promise<void> {
  const organisation = manager.account;
  for (const [place, officer] of officers.entries()) {
    const { facts, set, unopened } = await officer.call("review", { organisation });
    for (const document of unopened) await officer.call("document", { organisation, document });
    const verdict = place === 0 ? "seen" as const : "verified" as const;
    for (const { fact, state } of facts) {
      if (state !== "checked" && state !== "seen") continue;
      await officer.call("reviewFact", { organisation, fact, verdict, set, password: PASSWORD });
    }
  }
}

export async function liveHome(bank: TestBank): Promise<Home> {
  const manager = await bank.customer("sunrise");
  const officers = [await bank.staff("olga"), await bank.staff("otto")] as const;
  await manager.call("registerOrganisation", { about: "A home.", website: "" });
  for (const fact of FACT_KINDS) {
    await manager.call("setFact", { fact, fields: { ...RIGHT[fact] } });
  }
  for (const fact of ["licence", "eighty_g", "fcra"] as const) await handIn(bank, manager, fact);
  await manager.call("submitOrganisation", {});
  const home = { manager, officers };
  await approved(home);
  return home;
}

export interface Giving {
  readonly amountMinor?: number;
  readonly visibility?: "public" | "organisation" | "anonymous";
  readonly foreign?: boolean;
  readonly purpose?: "general" | "corpus";
}

/** @returns the id of the transfer. */
export async function gives(
  bank: TestBank,
  donor: Customer,
  { manager }: Home,
  giving: Giving = {},
): Promise<string> {
  const id = bank.transferId();
  const wish = { amountMinor: 10_000, foreign: false, purpose: "general" as const, ...giving };
  await donor.call("give", { id, organisation: manager.account, ...wish });
  return id;
}

/** A donor with money, known to the tax office or not. */
export async function donorNamed(
  bank: TestBank,
  userName: string,
  details?: { readonly name: string; readonly address?: string; readonly pan?: string },
): Promise<Customer> {
  const donor = await bank.customer(userName, { bookedMinor: 5_000_000 });
  if (details) await donor.call("setDonor", details);
  return donor;
}

/** RFC 4180, strictly: what a spreadsheet would see. */
export function csvCells(text: string): string[][] {
  const rows: string[][] = [];
  let [row, cell, quoted] = [[] as string[], "", false];
  for (let at = 0; at < text.length; at++) {
    const sign = text[at]!;
    if (quoted) {
      if (sign !== '"') cell += sign;
      else if (text[at + 1] === '"') cell += text[++at];
      else quoted = false;
    } else if (sign === '"' && cell === "") quoted = true;
    else if (sign === ",") [row, cell] = [[...row, cell], ""];
    else if (sign === "\r" && text[at + 1] === "\n") {
      rows.push([...row, cell]);
      [row, cell] = [[], ""];
      at++;
    } else cell += sign;
  }
  return rows;
}

export const plain = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");

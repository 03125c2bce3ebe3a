// Every route of the web face, as the app itself lists them, with something real in each place of its path.
import { site } from "../../web/site.tsx";
import { ASSETS } from "../../web/assets.ts";
import { makeFace, wholeApp } from "../../net/http/http_face.ts";
import { TestBank } from "./service.ts";
import type { WebBank } from "./web_bank.ts";

export interface AppRoute {
  readonly verb: string;
  /** With `:name` where something stands for it. */
  readonly path: string;
}

export async function appRoutes(): Promise<AppRoute[]> {
  await using bank = await TestBank.open();
  const { service, router } = bank;
  const face = makeFace({ service, router });
  try {
    const { routes } = wholeApp({ service, version: "0.0.0", pages: site }, face);
    const all = new Map(routes.map(({ method, path }) => [`${method} ${path}`, { method, path }]));
    return [...all.values()].map(({ method, path }) => ({ verb: method, path }));
  } finally {
    face.hub.close();
  }
}

/** Fills in what the demo's bank has. */
export async function placesOf(web: WebBank): Promise<Readonly<Record<string, string>>> {
  const donor = await web.restLogIn("donor");
  const first = async (path: string, list: string, key: string) => {
    const { body } = await donor.get(path);
    return String((body[list] as Record<string, unknown>[])[0]![key]);
  };
  const id = await first("/v1/gifts", "gifts", "transferId");
  const pledge = await first("/v1/pledges", "pledges", "pledge");
  const [organisation = ""] = web.filled!.organisations;
  const [need = ""] = web.filled!.needs;
  const openGift = web.newId();
  const wish = { organisation, amountMinor: 50_000, foreign: false };
  await web.filled!.donor.call("openGift", { openGift, ...wish });
  const staff = await web.restLogIn("asha");
  const review = await staff.get(`/v1/reviews/${organisation}`);
  const [{ document } = { document: "" }] = review.body.documents as { document: string }[];
  return {
    id,
    pledge,
    organisation,
    need,
    document,
    order: web.newId(),
    openGift,
    payout: web.newId(),
    batch: "RF00",
    key: need,
    fact: "licence",
    payee: "donor",
    account: "100000000000",
    year: "2026",
    day: "2026-11-01",
    request: id,
    proposal: id,
    webhook: id,
    invitation: "0".repeat(64),
    seq: "1",
    number: "1",
    part: "0",
    code: "insufficient_funds",
    text: "profile",
    report: id,
    name: ASSETS[0]!.path.split("/").at(-1)!,
  };
}

export function filledPath(path: string, places: Readonly<Record<string, string>>): string {
  return path.replace(/:(\w+)/g, (_, name: string) => {
    const place = places[name];
    if (place === undefined) throw new Error(`${path}: nothing stands for ${name} in this test`);
    return place;
  }).replace("*", "nothing");
}

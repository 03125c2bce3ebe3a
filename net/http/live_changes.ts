// What open pages are told of changed records: the figures that they show of organisations and needs, the newest gift and the
// totals. Only what is public, so it is the same text for all pages.
import { leftOf } from "../../bank/giving/decide_need.ts";
import type { Organisation } from "../../bank/giving/record.ts";
import { itemOf } from "../../service/giving/giving_views.ts";
import type { Service } from "../../service/service.ts";

/** @param names of changed records, as `table key`. @returns the message as JSON. */
export function changesText(service: Service, names: readonly string[]): string {
  const { loop, host, giving: { register, directory } } = service;
  const nowMs = host.clock();
  const [newest] = register.newest;
  const gift = newest === undefined ? null : {
    atMs: newest.atMs,
    amountMinor: newest.amountMinor,
    item: itemOf(service, newest.gift.need),
    organisationName: directory.nameOf(newest.gift.organisation),
  };
  const pairs = names.map((name) => name.split(" ") as [table: string, key: string]);
  return JSON.stringify({
    type: "changes",
    block: loop.head.seq,
    hash: loop.head.hash,
    totals: register.totals(nowMs),
    gift,
    organisations: pairs.flatMap(([table, key]) => {
      const organisation = organisationOf(service, table, key);
      // One that was public is told of also when it is not any more.
      return organisation && (organisation.approved || directory.isPublic(organisation, nowMs))
        ? [figuresOf(service, organisation, nowMs)]
        : [];
    }),
    needs: pairs.flatMap(([table, key]) => table === "needs" ? needFigures(service, key) : []),
  });
}

/** Thanks belong to their organisation. */
function organisationOf({ loop: { ledger } }: Service, table: string, key: string) {
  if (table === "organisations") return ledger.organisations.get(key);
  if (table !== "updates") return undefined;
  return ledger.organisations.get(ledger.updates.get(key)?.organisation ?? "");
}

function figuresOf({ giving }: Service, organisation: Readonly<Organisation>, nowMs: number) {
  const { openNeeds, gifts, givenMinor, state } = giving.directory.card(organisation, nowMs);
  return { organisation: organisation.account, openNeeds, gifts, givenMinor, state };
}

function needFigures({ loop, giving }: Service, key: string) {
  const need = loop.ledger.needs.get(key);
  if (!need) return [];
  const { organisation, pledged, delivered, quantity, givenMinor, status } = need;
  return [{
    need: key,
    organisation,
    pledged,
    delivered,
    quantity,
    left: leftOf(need),
    freeAtMs: giving.register.freeAtMs(key),
    givenMinor,
    status,
  }];
}

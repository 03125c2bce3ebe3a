// What staff have done on a day, read from the journal: every event that names a member of staff.
import type { Event } from "../../bank/event.ts";
import type { Ledger } from "../../bank/ledger.ts";
import type { Parsed, Result } from "../../api/methods.ts";
import type { Service } from "../service.ts";
import { blocksOf } from "../tills/day_blocks.ts";

type Acts = Result<"staffActs">;
type Act = Acts["acts"][number];

export async function actsOf(
  service: Service,
  { day, after, limit }: Parsed<"staffActs">,
): Promise<Acts> {
  const { names, loop: { ledger } } = service;
  const shown: Omit<Act, "byName" | "accountName">[] = [];
  let count = 0;
  for await (const { seq: block, events, atMs } of blocksOf(service, day)) {
    for (const event of events) {
      const by = staffIn(event);
      if (by === null) continue;
      if (count++ < after || shown.length === limit) continue;
      shown.push({
        atMs,
        block,
        act: nameOf(event),
        by,
        ...aboutOf(event),
        ...saidIn(ledger, event),
      });
    }
  }
  const isCustomer = (account: string) => ledger.accounts.get(account)?.kind === "customer";
  const acts = shown.map(async (act): Promise<Act> => {
    const { account } = act;
    const accountName = account !== undefined && isCustomer(account)
      ? { accountName: await names.load(account) }
      : {};
    return { ...act, byName: await names.load(act.by), ...accountName };
  });
  return { acts: await Promise.all(acts), count };
}

/** What all customers were told, or are told no more. */
function saidIn({ announcements }: Pick<Ledger, "announcements">, event: Event): Partial<Act> {
  if (event.type !== "announced" && event.type !== "announcement_ended") return {};
  return { reason: announcements.get(String(event.number))?.text ?? "" };
}

const nameOf = (event: Event) => event.type === "transferred" ? event.kind : event.type;

/** The member of staff who is named; the first manager named no one. */
function staffIn(event: Event): string | null {
  // One's own, so that it names one person.
  if (event.type === "till_opened") return event.account;
  const { by } = event as { readonly by?: string };
  return by === undefined || by === "" ? null : by;
}

/** What an act says of itself, by the names that events have for it. */
interface Said {
  readonly account?: string;
  readonly from?: string;
  readonly to?: string;
  readonly amountMinor?: number;
  readonly reason?: string;
  readonly memo?: string;
  readonly why?: string;
  readonly agreedBy?: string;
}

function aboutOf(event: Event): Partial<Act> {
  const { account, from, to, amountMinor, reason, memo, why, agreedBy } = event as Said;
  const side = [account, to, from].find((one) => /^\d/.test(one ?? ""));
  const words = [reason, memo, why].find((one) => one !== undefined && one !== "");
  return {
    ...(side === undefined ? {} : { account: side }),
    ...(amountMinor === undefined ? {} : { amountMinor }),
    ...(words === undefined ? {} : { reason: words }),
    ...(agreedBy === undefined ? {} : { agreedBy }),
  };
}

// What customers and staff do about webhooks: an account's are its owner's, the bank's are those of all its staff.
import { Buffer } from "node:buffer";
import type { WebhookRecord } from "../../bank/ports/webhooks.ts";
import { Refusal } from "../../bank/refusal.ts";
import {
  WEBHOOK_LETTERS_PAGE_MAX,
  WEBHOOK_OVERLAP_MS,
  WEBHOOKS_MAX,
  WEBHOOKS_PER_OWNER_MAX,
} from "../../api/limits.ts";
import type { Parsed, Result } from "../../api/methods.ts";
import type { WebhookView } from "../../api/webhook_methods.ts";
import { isStill, submitFor } from "../acting.ts";
import { proveOwner } from "../identity/authentication.ts";
import type { Session } from "../identity/session.ts";
import { dutyRefusal } from "../staff/duties.ts";
import { identityOf } from "../identity/session_gate.ts";
import type { Handlers, Service } from "../service.ts";
import type { Couriers } from "./couriers.ts";
import { newSecret, validAt } from "./signature.ts";

type WebhookMethods =
  | "setWebhook"
  | "webhooks"
  | "rotateWebhook"
  | "removeWebhook"
  | "deadLetters"
  | "retryWebhook";

export function webhookHandlers(service: Service): Pick<Handlers, WebhookMethods> {
  return {
    setWebhook: (session, params) => set(service, session, params),
    webhooks: async (session, { of }) => {
      const { account } = identityOf(session);
      const denied = bankRefusal(service, account, of);
      if (denied) return denied;
      const all = await service.webhooks?.store.all() ?? [];
      const own = all.filter((one) => one.of === of && (of === "bank" || one.account === account));
      return { webhooks: own.map((one) => viewOf(service, one)) };
    },
    rotateWebhook: (session, params) => rotate(service, session, params),
    removeWebhook: async (session, { webhook }) => {
      const found = await owned(service, session, webhook);
      if (found instanceof Refusal) return found;
      const { couriers, hook } = found;
      await couriers.remove(hook);
      return {};
    },
    deadLetters: async (session, { webhook, after, limit }) => {
      const found = await owned(service, session, webhook);
      if (found instanceof Refusal) return found;
      const letters = await found.couriers.store.letters(webhook, { after, limit });
      return { letters: letters.map(({ again: _, ...letter }) => letter) };
    },
    retryWebhook: (session, params) => retry(service, session, params),
  };
}

/** All events of the bank are for who sets its rules. */
function bankRefusal({ loop }: Service, account: string, of: string): Refusal | null {
  return of === "bank" ? dutyRefusal(loop.ledger, account, "rules") : null;
}

function viewOf({ host }: Service, hook: WebhookRecord): WebhookView {
  const { id, account: _, at: _at, nextLetter: _next, secrets, ...view } = hook;
  return { webhook: id, ...view, secrets: validAt(secrets, host.clock()).length };
}

async function set(
  service: Service,
  session: Session,
  { url, of, password }: Parsed<"setWebhook">,
): Promise<Result<"setWebhook"> | Refusal> {
  const { webhooks: couriers, host } = service;
  if (!couriers) return new Refusal("webhooks_off");
  const denied = bankRefusal(service, identityOf(session).account, of);
  if (denied) return denied;
  const person = await proveOwner(service, session, password);
  if (person instanceof Refusal) return person;
  const address = addressIn(url);
  if (address === null) return new Refusal("webhook_address", { given: url.slice(0, 100) });
  const { account } = person;
  const told = await submitFor(service, session, {
    type: "notice",
    account,
    notice: "webhook_set",
  });
  if (told instanceof Refusal) return told;
  const { own, all } = couriers.counted({ of, account });
  if (own >= WEBHOOKS_PER_OWNER_MAX || of === "account" && all >= WEBHOOKS_MAX) {
    const max = WEBHOOKS_PER_OWNER_MAX;
    return new Refusal("limit_exceeded", { limit: "webhooks", max, used: own });
  }
  const secret = newSecret(host.random);
  const owner = of === "bank" ? "bank" : account;
  const id = `${owner}.${Buffer.from(host.random(8)).toString("hex")}`;
  const hook: WebhookRecord = {
    id,
    of,
    account,
    url: address,
    secrets: [{ secret, untilMs: null }],
    createdAtMs: host.clock(),
    at: couriers.positionNow({ of, account }),
    delivered: 0,
    tries: 0,
    failingSinceMs: null,
    failure: null,
    gone: false,
    nextLetter: 1,
  };
  const kept = await couriers.add(hook, () => isStill(session, person));
  if (!kept) return new Refusal("session_expired");
  return { ...viewOf(service, kept), secret };
}

/** @returns null unless it is an address over HTTPS without a user, a password and a fragment. */
function addressIn(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const { protocol, username, password, hash, href, hostname } = new URL(text);
  const fits = protocol === "https:" && username + password + hash === "" && hostname !== "";
  return fits ? href : null;
}

async function rotate(
  service: Service,
  session: Session,
  { webhook, password }: Parsed<"rotateWebhook">,
): Promise<Result<"rotateWebhook"> | Refusal> {
  const { host } = service;
  const person = await proveOwner(service, session, password);
  if (person instanceof Refusal) return person;
  const found = await owned(service, session, webhook);
  if (found instanceof Refusal) return found;
  const { couriers } = found;
  const { account } = person;
  const told = await submitFor(service, session, {
    type: "notice",
    account,
    notice: "webhook_set",
  });
  if (told instanceof Refusal) return told;
  const secret = newSecret(host.random);
  const untilMs = host.clock() + WEBHOOK_OVERLAP_MS;
  const kept = await couriers.store.change(webhook, (now) => {
    if (!now || !isStill(session, person)) return now;
    // Two sign at the most: the one before the last has had its time.
    const before = now.secrets[0]!.secret;
    return { ...now, secrets: [{ secret, untilMs: null }, { secret: before, untilMs }] };
  });
  if (kept?.secrets[0]?.secret !== secret) return new Refusal("session_expired");
  return { ...viewOf(service, kept), secret };
}

async function retry(
  service: Service,
  session: Session,
  { webhook, letter }: Parsed<"retryWebhook">,
): Promise<Record<string, never> | Refusal> {
  const found = await owned(service, session, webhook);
  if (found instanceof Refusal) return found;
  const { store } = found.couriers;
  let after = letter === undefined ? 0 : letter - 1;
  while (true) {
    const limit = letter === undefined ? WEBHOOK_LETTERS_PAGE_MAX : 1;
    const some = await store.letters(webhook, { after, limit });
    const wanted = some.filter(({ number }) => letter === undefined || number === letter);
    for (const one of wanted) await store.setLetter(webhook, { ...one, again: true });
    if (letter !== undefined || some.length < limit) break;
    after = some.at(-1)!.number;
  }
  const kept = await store.change(webhook, (now) => now && { ...now, gone: false });
  if (kept) found.couriers.set(kept);
  return {};
}

interface Owned {
  readonly couriers: Couriers;
  readonly hook: WebhookRecord;
}

/** Another customer's is as if there were none. */
async function owned(
  service: Service,
  session: Session,
  id: string,
): Promise<Owned | Refusal> {
  const { webhooks: couriers } = service;
  if (!couriers) return new Refusal("webhooks_off");
  const hook = await couriers.store.get(id);
  const identity = session.identity;
  const mine = hook && identity &&
    (hook.of === "bank"
      ? bankRefusal(service, identity.account, "bank") === null
      : hook.account === identity.account);
  return mine ? { couriers, hook } : new Refusal("no_such_webhook", { webhook: id });
}

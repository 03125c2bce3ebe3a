// Methods of webhooks: where events are sent to over HTTPS, for programs.
import * as z from "zod";
import { UNSAFE_TEXT } from "../bank/credentials.ts";
import { atMs, open } from "./answers.ts";
import { nothing, password } from "./fields.ts";
import { lazily } from "./lazily.ts";
import { WEBHOOK_LETTERS_PAGE_MAX, WEBHOOK_URL_CHARS_MAX } from "./limits.ts";

const webhook = z.string().regex(
  /^(bank|\d{12})\.[0-9a-f]{16}$/,
  "expected the id of a webhook",
);

const WebhookView = z.object({
  webhook: z.string(),
  /** What is sent there. */
  of: open(["account", "bank"]),
  url: z.string(),
  createdAtMs: atMs,
  delivered: z.int(),
  /** Tries of the next event that have failed. */
  tries: z.int(),
  failingSinceMs: atMs.nullable(),
  /** Of the last try, in words. */
  failure: z.string().nullable(),
  /** The receiver has said that it is gone: nothing is sent until `retryWebhook`. */
  gone: z.boolean(),
  /** How many secrets sign: two for a day after a change. */
  secrets: z.int(),
});
export type WebhookView = z.infer<typeof WebhookView>;

/** Shown this once. */
const WithSecret = z.object({ ...WebhookView.shape, secret: z.string() });

const of = z.enum(["account", "bank"]).default("account");

export const WEBHOOK_METHODS = lazily({
  setWebhook: () => ({
    access: "customer",
    summary: "Sends events to an HTTPS address from now on",
    docs:
      "Entries and notices of one's own account, as alerts tell them; or, for staff, all events of the bank (`of`: `bank`), in which there are no names. Each is signed as the Standard Webhooks specification says, with a secret that is shown this once. Not from a machine that is new to the account. The owner is told.",
    params: z.strictObject({
      url: z.string().max(WEBHOOK_URL_CHARS_MAX).refine((url) => !UNSAFE_TEXT.test(url), "unsafe"),
      of,
      password,
    }),
    result: WithSecret,
  }),
  webhooks: () => ({
    access: "customer",
    summary: "Lists webhooks",
    docs: "With how far they are and what is wrong with them. Their secrets are not shown again.",
    reads: true,
    params: z.strictObject({ of }),
    result: z.object({ webhooks: z.array(WebhookView) }),
  }),
  rotateWebhook: () => ({
    access: "customer",
    summary: "Gives a webhook a new secret",
    docs: "For a day events are signed with both, so that the receiver can change over.",
    params: z.strictObject({ webhook, password }),
    result: WithSecret,
  }),
  removeWebhook: () => ({
    access: "customer",
    summary: "Takes a webhook away",
    docs: "At once, with what it could not deliver.",
    params: z.strictObject({ webhook }),
    result: nothing,
  }),
  deadLetters: () => ({
    access: "customer",
    summary: "Lists what a webhook could not deliver",
    docs:
      "What was tried for three days. Oldest first; `after` takes the number of the last one seen.",
    reads: true,
    params: z.strictObject({
      webhook,
      after: z.int().min(0).default(0),
      limit: z.int().min(1).max(WEBHOOK_LETTERS_PAGE_MAX).default(WEBHOOK_LETTERS_PAGE_MAX),
    }),
    result: z.object({
      letters: z.array(z.object({
        number: z.int(),
        /** As `webhook-id` tells it. */
        message: z.string(),
        body: z.string(),
        tries: z.int(),
        failedAtMs: atMs,
        failure: z.string(),
      })),
    }),
  }),
  retryWebhook: () => ({
    access: "customer",
    summary: "Tries again what a webhook could not deliver",
    docs:
      "One letter or all of them, each once, out of their order; and the next event without waiting longer. A receiver that was gone counts again.",
    params: z.strictObject({ webhook, letter: z.int().min(1).optional() }),
    result: nothing,
  }),
});

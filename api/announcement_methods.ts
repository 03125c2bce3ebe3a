// Methods about what staff tell all customers.
import * as z from "zod";
import { UNSAFE_TEXT } from "../bank/credentials.ts";
import {
  ANNOUNCEMENT_CHARS_MAX,
  ANNOUNCEMENT_DAYS_MAX,
  ANNOUNCEMENTS_MAX,
  ANNOUNCEMENTS_PER_DAY_MAX,
} from "../bank/limits.ts";
import { atMs } from "./answers.ts";
import { nothing } from "./fields.ts";
import { lazily } from "./lazily.ts";

const ONE_LINE = `one line of 1 to ${ANNOUNCEMENT_CHARS_MAX} characters, without line breaks`;

function isOneLine(text: string): boolean {
  return text !== "" && [...text].length <= ANNOUNCEMENT_CHARS_MAX && !UNSAFE_TEXT.test(text);
}

/** Not lazy: programs that listen read it in datagrams. */
export const AnnouncementView = z.object({
  /** From 1 in the order in which they were said: a program shows each once. */
  number: z.int(),
  text: z.string(),
  atMs,
  /** From then on it is not shown any more. */
  untilMs: atMs,
});
export type AnnouncementView = z.infer<typeof AnnouncementView>;

/** The newest one that has been shown, as it is remembered. */
export type NewsMark = Pick<AnnouncementView, "number" | "atMs">;

export const NO_NEWS: NewsMark = { number: 0, atMs: 0 };

/** A bank that was restored gives numbers again, and one whose clock was set back times: never both. */
export function isNews({ number, atMs }: NewsMark, shown: NewsMark): boolean {
  return number > shown.number || atMs > shown.atMs;
}

export const ANNOUNCEMENT_METHODS = lazily({
  announcements: () => ({
    access: "anyone",
    summary: "Lists what the bank's staff tell all customers now",
    docs:
      "The newest last. Programs that listen for alerts and have said `announcements` in `hello` are told new ones at once.",
    reads: true,
    params: nothing,
    result: z.object({
      announcements: z.array(AnnouncementView).readonly(),
      /** Number of the one that was said last, whether or not it is shown; 0 before the first. */
      newest: z.int(),
    }),
  }),
  announce: () => ({
    access: "staff",
    duty: "rules",
    summary: "Tells all customers something",
    docs:
      `One line, shown for so many days of 24 hours. At most ${ANNOUNCEMENTS_PER_DAY_MAX} in 24 hours, and ${ANNOUNCEMENTS_MAX} at once; the same text, while it is shown, is said once.`,
    params: z.strictObject({
      text: z.string().transform((given) => given.trim()).refine(isOneLine, ONE_LINE),
      days: z.int().min(1).max(ANNOUNCEMENT_DAYS_MAX).default(1),
    }),
    result: AnnouncementView,
  }),
  endAnnouncement: () => ({
    access: "staff",
    duty: "rules",
    summary: "Takes back what all customers were told",
    docs: "It is not shown any more; who has read it has read it.",
    params: z.strictObject({ number: z.int().min(1) }),
    result: z.object({}),
  }),
});

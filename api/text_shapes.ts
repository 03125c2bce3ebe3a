// What answers say of the public texts of organisations, and of what visitors report about them.
import * as z from "zod";
import { REPORT_REASONS } from "../bank/giving/report.ts";
import { TEXT_KINDS } from "../bank/giving/record.ts";
import { atMs, open } from "./answers.ts";
import { once } from "./lazily.ts";

const hash = z.string().regex(/^[0-9a-f]{64}$/);

/** Of an organisation's own text: whether an officer has read it; `held_back` by the program, which then shows it only to them. */
export const textState = open(["unchecked", "confirmed", "taken_down", "held_back"]);

/** A public text as its organisation and officers see it. */
export const TextView = once(() =>
  z.object({
    /** `profile`, or the id of the need or the update. */
    text: z.string(),
    kind: open(TEXT_KINDS),
    atMs,
    /** What a verdict is about. */
    sha256: hash,
    state: textState,
    /** Why it was taken down. */
    reason: z.string(),
    now: z.string(),
    /** Of a description: as an officer has read it last. */
    before: z.string().nullable(),
  })
);
export type TextView = z.infer<ReturnType<typeof TextView>>;

/** What a visitor has reported, as officers see it. */
export const ReportView = once(() =>
  z.object({
    report: z.string(),
    organisation: z.string(),
    reason: open(REPORT_REASONS),
    words: z.string(),
    atMs,
    state: open(["open", "closed"]),
    /** What its reporter is told. */
    answer: z.string(),
    closedAtMs: atMs.nullable(),
  })
);
export type ReportView = z.infer<ReturnType<typeof ReportView>>;

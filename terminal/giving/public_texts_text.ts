// Public texts of an organisation, and what visitors report about it, as text for the terminal.
import type { ReportView, TextView } from "../../api/text_shapes.ts";
import { dateTime } from "../../console/bank_time.ts";
import { line } from "../../console/screen.ts";

/** Public texts with what a verdict on each is about. */
export function textsText(texts: readonly TextView[]): string {
  return texts.flatMap(({ text, kind, state, reason, sha256, now, before }) => [
    line`${kind} ${text}: ${state.replaceAll("_", " ")}   (--hash ${sha256.slice(0, 12)})`,
    ...(before === null || before === now ? [] : before.split("\n").map((old) => line`  - ${old}`)),
    ...now.split("\n").map((words) =>
      line`  ${before === null || before === now ? " " : "+"} ${words}`
    ),
    ...(reason === "" ? [] : [line`  taken down: ${reason}`]),
  ]).join("\n");
}

/** For the organisation: which of its texts are not shown, and why. */
export function hiddenTexts(texts: readonly TextView[]): string[] {
  return texts.filter(({ state }) => state === "taken_down" || state === "held_back").map(
    ({ kind, now, reason }) =>
      line`Not shown (${kind}): ${
        reason === "" ? "it breaks the rules for public texts" : reason
      }: "${now}"`,
  );
}

export function reportsText(reports: readonly ReportView[]): string {
  return reports.flatMap(({ report, reason, state, atMs, words, answer }) => [
    line`report ${report}: ${reason.replaceAll("_", " ")}, ${dateTime(atMs)}, ${state}`,
    ...(words === "" ? [] : words.split("\n").map((each) => line`  ${each}`)),
    ...(answer === "" ? [] : [line`  answered: ${answer}`]),
  ]).join("\n");
}

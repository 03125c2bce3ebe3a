// What axe-core finds on a page that is open: rules of WCAG 2.0, 2.1 and 2.2, levels A and AA.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { ROOT } from "./program.ts";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

const SOURCE = readFileSync(join(ROOT, "node_modules", "axe-core", "axe.min.js"), "utf8");

/** @param rules only these. @returns one line for each rule that is broken, with the first places. */
export async function axe(page: Page, rules?: readonly string[]): Promise<readonly string[]> {
  const run = rules ? { runOnly: { type: "rule", values: rules } } : { runOnly: TAGS };
  const options = JSON.stringify({ ...run, resultTypes: ["violations"] });
  await page.evaluate(`window.axe || (() => { ${SOURCE} })()`);
  return await page.evaluate<string[]>(`axe.run(document, ${options}).then(({ violations }) =>
    violations.map(({ id, nodes }) => id + ": " + nodes.length + " × " +
      nodes.slice(0, 2).map(({ html, any }) => html.slice(0, 120) +
        (any[0] ? " — " + any[0].message.slice(0, 160) : "")).join(" / ")))`);
}

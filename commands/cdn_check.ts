// `bank cdn-check URL`: walks the site as a stranger does, through whatever stands in front of it, asks for everything
// twice, and reports what an edge must never do and what it should. Reaches nothing but the site it is given.
import { inLanguage, LANGUAGES, withoutLanguage } from "../web/languages.ts";
import { CommandError, EXIT, usageError } from "../console/exit.ts";
import type { CdnCheckValue } from "./program.ts";
import { line } from "../console/screen.ts";
import { tableText } from "../terminal/table_text.ts";
import type { World } from "../console/world.ts";

/** Pages and files that are looked at, at most. */
const VISITS_MAX = 80;

/** Milliseconds that one answer may take. */
const ANSWER_MS = 10_000;

/** Pages of one signed-in customer: an edge must never keep them. */
const PRIVATE_PATHS = ["/me", "/me/account", "/sign-in", "/sign-up", "/v1/account"];

/** Those of them that are pages are there in every language. */
const PRIVATE_PAGES = LANGUAGES.flatMap((language) =>
  ["/me", "/sign-in"].map((path) => inLanguage(language, path))
);

const DATA_PATHS = ["/openapi.json", "/v1/organisations", "/v1/giving/totals", "/v1/live/snapshot"];

interface Visited {
  readonly path: string;
  readonly status: number;
  readonly rule: string;
  /** The second answer came from the edge; null when it does not say. */
  readonly hit: boolean | null;
  readonly problems: readonly string[];
}

export async function cdnCheck({ screen }: World, words: CdnCheckValue): Promise<number> {
  if (!URL.canParse(words.url) || !/^https?:$/.test(new URL(words.url).protocol)) {
    throw usageError(
      line`Cannot use "${words.url}": expected the address of the site, such as https://give.example.org/`,
    );
  }
  const { origin, pathname, search } = new URL(words.url);
  const visited = await walk(origin, pathname + search);
  const cacheable = visited.filter(({ rule }) => isShared(rule));
  const said = cacheable.filter(({ hit }) => hit !== null);
  const hits = said.filter(({ hit }) => hit).length;
  const problems = visited.flatMap(({ path, problems }) =>
    problems.map((problem) => `${path}: ${problem}`)
  );
  const ratio = said.length === 0 ? null : hits / said.length;
  if (words.json) screen.out(JSON.stringify({ visited, ratio, problems }));
  else {
    screen.out(tableText(
      [
        { title: "Path", align: "left" },
        { title: "Status", align: "right" },
        { title: "Second time", align: "left" },
        { title: "Cache-Control", align: "left" },
      ],
      visited.map(({ path, status, hit, rule }) => [
        line`${path.slice(0, 48)}`,
        String(status),
        hit === null ? "-" : hit ? "hit" : "miss",
        line`${rule.slice(0, 60)}`,
      ]),
    ));
    screen.out(
      ratio === null
        ? "Nothing says hit or miss: is there an edge?"
        : `Hits: ${hits} of ${said.length}`,
    );
    for (const problem of problems) screen.out(line`PROBLEM ${problem}`);
    if (problems.length === 0) screen.out("No problems.");
  }
  if (problems.length > 0) throw new CommandError(EXIT.refused, `${problems.length} problems.`);
  return EXIT.done;
}

/** @param first the path that was given; the rest of the site follows. */
async function walk(origin: string, first: string): Promise<Visited[]> {
  const queue = [...new Set([first, "/", ...DATA_PATHS, ...PRIVATE_PATHS, ...PRIVATE_PAGES])];
  /** The page that a path was found on; null for those that are always looked at. */
  const foundOn = new Map<string, string | null>(queue.map((path) => [path, null]));
  const visited: Visited[] = [];
  for (let at = 0; at < queue.length && at < VISITS_MAX; at++) {
    const path = queue[at]!;
    const { body, html, ...visit } = await visitTwice(origin, path);
    const page = foundOn.get(path) ?? null;
    const dead = page !== null && (visit.status === 404 || visit.status >= 500);
    const problems = dead ? [...visit.problems, `a dead link on ${page}`] : visit.problems;
    visited.push({ ...visit, problems });
    for (const link of html ? linksIn(body) : []) {
      // Each page has a way to sign in that leads back to it: one of them is enough.
      const again = /\/sign-(in|up)\?/.test(link);
      if (again || foundOn.has(link) || /^\/me(\/|\?|$)/.test(withoutLanguage(link))) continue;
      foundOn.set(link, path);
      queue.push(link);
    }
  }
  return visited;
}

/** Paths of this site that a page points to. */
function linksIn(body: string): string[] {
  return [...body.matchAll(/(?:href|src)="(\/(?!\/)[^"#]*)"/g)]
    .map(([, path]) => path!.replaceAll("&amp;", "&"));
}

async function visitTwice(
  origin: string,
  path: string,
): Promise<Visited & { body: string; html: boolean }> {
  await ask(origin, path);
  const { status, headers, body } = await ask(origin, path);
  const rule = headers.get("cache-control") ?? "";
  const html = (headers.get("content-type") ?? "").startsWith("text/html");
  const problems = problemsOf({ path, status, headers, body, rule });
  const etag = headers.get("etag");
  if (etag !== null && isShared(rule)) {
    const again = await ask(origin, path, { "if-none-match": etag });
    if (again.status !== 304) {
      problems.push(`asked with its own ETag it answers ${again.status}, not 304`);
    }
  }
  return { path, status, rule, hit: hitOf(headers), problems, body, html };
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

async function ask(
  origin: string,
  path: string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  try {
    const signal = AbortSignal.timeout(ANSWER_MS);
    const answer = await fetch(origin + path, { headers, redirect: "manual", signal });
    return { status: answer.status, headers: answer.headers, body: await answer.text() };
  } catch (error) {
    throw new CommandError(
      EXIT.refused,
      line`Cannot reach ${origin}${path}: ${(error as Error).message}`,
    );
  }
}

function isShared(rule: string): boolean {
  return rule.includes("public");
}

function problemsOf({ path, status, headers, body, rule }: Answer & {
  readonly path: string;
  readonly rule: string;
}): string[] {
  const problems: string[] = [];
  if (rule === "") problems.push("no Cache-Control");
  if (status >= 400 && !rule.includes("no-store")) problems.push("an error that may be kept");
  const [plain = ""] = withoutLanguage(path).split("?");
  const own = PRIVATE_PATHS.includes(plain);
  if (own && !rule.includes("no-store")) problems.push("private, and may be kept");
  if ((own || rule.includes("no-store")) && hitOf(headers)) {
    problems.push("private, and came from the edge");
  }
  if (!isShared(rule) || status >= 400) return problems;
  if (headers.has("set-cookie")) problems.push("a cookie on an answer that is kept for everybody");
  if (!headers.has("etag")) problems.push("no ETag");
  if (/cookie|authorization/i.test(headers.get("vary") ?? "")) problems.push("varies by cookie");
  if (/\b[A-Z]{3}[ABCEFGHJLPT][A-Z][0-9]{4}[A-Z]\b/.test(body)) problems.push("an unmasked PAN");
  if (/name="(csrf|token|id)"/.test(body)) {
    problems.push("a token in a page that is kept for everybody");
  }
  return problems;
}

/** As the usual edges say it: X-Cache, CF-Cache-Status, Age. */
function hitOf(headers: Headers): boolean | null {
  const said = headers.get("x-cache") ?? headers.get("cf-cache-status");
  if (said !== null) return /hit|stale|updating/i.test(said);
  const age = headers.get("age");
  return age === null ? null : Number(age) > 0;
}

// What the `type` of a problem leads to when it is opened: what the code means, and whether the same request may succeed later.
import { REFUSALS } from "../bank/refusal.ts";
import { statusOf, titleOf } from "../net/http/http_problem.ts";
import { meaningOf } from "../net/http/problem_meanings.ts";
import { publicPage } from "./frame.tsx";
import type { Visit } from "./visitor.ts";

interface Rule {
  readonly retryable: boolean;
  readonly explains: readonly string[];
}

const NO_REFUSAL: Rule = { retryable: false, explains: [] };

/** @returns null where there is no such problem. */
export function problemPage(visit: Visit): Response | null {
  const code = visit.context.req.param("code") ?? "";
  const meaning = meaningOf(code);
  if (meaning === null) return null;
  const rules: Readonly<Record<string, Rule>> = REFUSALS;
  const { retryable, explains } = Object.hasOwn(rules, code) ? rules[code]! : NO_REFUSAL;
  const title = titleOf(code);
  const children = (
    <>
      <h1>{title}</h1>
      <p>
        <code>{code}</code>, HTTP {statusOf(code)}: {marked(meaning)}.
      </p>
      <p>
        {retryable
          ? "The same request may succeed later as it is; wait as long as Retry-After says."
          : "The same request will be refused again until something is changed."}
      </p>
      {explains.length === 0 ? null : (
        <p>
          Explained by {explains.map((name, at) => (
            <>
              {at > 0 ? ", " : ""}
              <code>{name}</code>
            </>
          ))}.
        </p>
      )}
      <p>
        <a href="/reference">REST</a>
      </p>
    </>
  );
  return publicPage(visit, { title, path: `/problems/${code}`, children }, []);
}

/** Names between backticks stand out. */
function marked(text: string) {
  return text.split("`").map((part, at) => at % 2 === 1 ? <code>{part}</code> : part);
}

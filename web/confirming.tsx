// Before money moves or something is promised: what it will be, in full, and the password again when it was given long
// ago. The form carries the id of what it does, so that sending it twice does it once.
import type { Child } from "hono/jsx";
import { transferIdOf } from "../bank/transfer_id.ts";
import { HttpRefusal } from "../net/http_problem.ts";
import { privatePage } from "./frame.tsx";
import { Alert, Pairs, PasswordAgain } from "./parts.tsx";
import { statusOf } from "./refusal_words.ts";
import { field, type Visit, type Wrong } from "./visitor.ts";

export interface Confirming {
  readonly title: string;
  /** Where the form is sent. */
  readonly action: string;
  readonly pairs: readonly (readonly [string, Child])[];
  /** Something to know before. */
  readonly note?: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly button: string;
  /** Money: the password may be asked for. */
  readonly money: boolean;
  /** Where the way back leads, `/me` unless it is said. */
  readonly back?: string;
  readonly wrong?: Wrong | null;
  /** A fresh one unless the form was sent before. */
  readonly id?: string | undefined;
}

export function newId({ face, nowMs }: Visit): string {
  return transferIdOf(nowMs, face.service.host.random(10));
}

export function confirmPage(visit: Visit, confirming: Confirming): Response {
  const { t } = visit;
  const { title, action, pairs, fields, button, money, wrong = null, id = newId(visit) } =
    confirming;
  const { note = "", back = "/me" } = confirming;
  const children = (
    <>
      <h1>{title}</h1>
      <Alert visit={visit} wrong={wrong} />
      <Pairs pairs={pairs} />
      {note === "" ? null : <p role="status" class="note">{note}</p>}
      <form method="post" action={visit.path(action)}>
        <input type="hidden" name="id" value={id} />
        {Object.entries(fields).map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
        {money && !visit.proved ? <PasswordAgain visit={visit} /> : null}
        <button type="submit">{button}</button>
      </form>
      <p>
        <a href={visit.path(back)}>{t("Do nothing and go back")}</a>
      </p>
    </>
  );
  // The same question can be asked again, in another language, say.
  const path = `${action}?${new URLSearchParams(fields)}`;
  return privatePage(visit, { title, path, children }, wrong ? statusOf(wrong) : 200);
}

/** @returns what is wrong with the password that the form needs, or null. */
export async function provedBy(visit: Visit, form: FormData): Promise<Wrong | null> {
  if (visit.proved || !visit.signedIn) return null;
  // The page was made while the last one still held.
  if (form.get("password") === null) {
    return new HttpRefusal("step_up_needed", "Money needs the password again");
  }
  const password = String(form.get("password"));
  const wrong = await visit.face.router.prove(visit.signedIn.session, password);
  if (!wrong) await visit.face.sessions.proved(visit.signedIn.name);
  return wrong;
}

export function idIn(form: FormData): string {
  return field(form, "id");
}
